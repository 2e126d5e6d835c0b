import { createSession, type Device, Tensor } from '@codepurify/graph'
import type { FoundModel } from './checkpoint.js'
import { CheckpointError } from './checkpointError.js'
import { exportOnnx } from './exportOnnx.js'

/** What a model gave for a small input. */
export interface SelfCheck {
  /** Of each output: its shape, least, mean and greatest number. */
  readonly outputs: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly least: number; readonly mean: number; readonly greatest: number }>
  >
  /** Ids that went in. */
  readonly length: number
  /** From the weights to a session, and the first run. */
  readonly openMilliseconds: number
  readonly runMilliseconds: number
}

/** Where a self-check runs, and on what. */
export interface SelfCheckOptions {
  readonly device?: Device
  /** Ids of a text with its special tokens; the model's own first ordinary ones by default. */
  readonly ids?: readonly number[]
}

/** `<s>` (or nothing), some ids, `</s>`. */
function someIds({ config }: FoundModel): number[] {
  const start = 'hidden_size' in config ? [config.bos_token_id] : []
  return [...start, ...Array.from({ length: 6 }, (_, i) => (config.vocab_size > 12 ? 5 + i : 0)), config.eos_token_id]
}

/**
 * Opens the model as it is exported, runs a short input and checks that every number that comes out is finite and that they are not all the same. Throws a CheckpointError where not,
 * and what onnxruntime throws.
 */
export async function selfCheck(model: FoundModel, { device = 'cpu', ids = someIds(model) }: SelfCheckOptions = {}): Promise<SelfCheck> {
  const start = performance.now()
  const { bytes, inputs } = exportOnnx(model)
  const session = await createSession(bytes, { device })
  const opened = performance.now()
  try {
    const row = (): Tensor => new Tensor('int64', BigInt64Array.from(ids.map(BigInt)), [1, ids.length])
    const found = await session.run(Object.fromEntries(Object.keys(inputs).map((name) => [name, row()])))
    const outputs = Object.entries(found).map(([name, { data, dims }]) => [name, { shape: dims, ...summary(name, data) }] as const)
    return {
      outputs: Object.fromEntries(outputs),
      length: ids.length,
      openMilliseconds: opened - start,
      runMilliseconds: performance.now() - opened,
    }
  } finally {
    await session.release()
  }
}

function summary(name: string, data: Tensor['data']) {
  if (!(data instanceof Float32Array) || data.length === 0)
    throw new CheckpointError(`output "${name}" of the model holds no float32 numbers`)
  let [least, greatest, sum] = [Infinity, -Infinity, 0]
  for (const x of data) {
    if (!Number.isFinite(x))
      throw new CheckpointError(
        `output "${name}" of the model holds ${x}, expected finite numbers. Were the weights trained in another precision?`,
      )
    least = Math.min(least, x)
    greatest = Math.max(greatest, x)
    sum += x
  }
  if (data.length > 1 && least === greatest)
    throw new CheckpointError(`output "${name}" of the model is ${least} everywhere. Are the weights all zero?`)
  return { least, mean: sum / data.length, greatest }
}
