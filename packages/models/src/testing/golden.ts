/** @file Only for tests: the reference numbers under test-fixtures/golden, and comparisons with them. */
import { createSession, type Graph, type Tensor, type Value, type Weights } from '@codepurify/graph'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Loss } from '../roberta/losses.js'
import { readCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.js'
import type { RobertaConfig } from '../roberta/config.js'
import { readSafetensors } from '../checkpoint/readSafetensors.js'

/** A folder of the reference numbers. */
export const folderOf = (name: string): string => fileURLToPath(new URL(`../../../../test-fixtures/golden/${name}/`, import.meta.url))

/** A golden folder's checkpoint, which the caller knows to be built on RoBERTa. */
async function robertaCheckpoint(folder: string) {
  const isRoberta = (found: Checkpoint): found is Checkpoint & { readonly config: RobertaConfig } => 'hidden_size' in found.config
  const checkpoint = await readCheckpoint(folder)
  if (isRoberta(checkpoint)) return checkpoint
  throw new TypeError(`${folder}: holds a ${checkpoint.kind} model, expected one of RoBERTa's family`)
}

/** A golden folder: its checkpoint, expected.json, and files of tensors. */
export async function golden<Expected>(name: string) {
  const folder = folderOf(name)
  const expected = JSON.parse(await readFile(`${folder}expected.json`, 'utf8')) as Expected
  const tensor = async (file: string, key: string): Promise<Float32Array> => {
    const data = (await readSafetensors(`${folder}${file}.safetensors`)).tensors.get(key)?.data
    if (!(data instanceof Float32Array)) throw new RangeError(`${name}/${file} has no float tensor "${key}"`)
    return data
  }
  return {
    folder,
    checkpoint: await robertaCheckpoint(folder),
    expected,
    tensor,
    gradients: (await readSafetensors(`${folder}grads.safetensors`)).tensors,
  }
}

/** The greatest absolute difference. */
export function greatestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((greatest, x, i) => Math.max(greatest, Math.abs(x - (b[i] ?? NaN))), 0)
}

/** Numbers of a float32 output. */
export function floats(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new TypeError(`expected a float32 tensor, got ${tensor?.type}`)
  return tensor.data
}

/** Runs a graph once on the CPU with its weights as initializers. */
export async function evaluate<Name extends string>(
  graph: Graph,
  outputs: Record<Name, Value>,
  weights: Weights,
  feeds: Record<string, Tensor>,
) {
  const session = await createSession(graph.toModel(outputs, { weights }), { threads: 1 })
  const results = await session.run(feeds)
  const read = Object.fromEntries(Object.keys(outputs).map((name) => [name, floats(results[name])])) as Record<Name, Float32Array>
  await session.release()
  return read
}

/** Loss, sum, count, and the gradient of every parameter. */
export async function lossAndGradients(graph: Graph, loss: Loss, weights: Weights, feeds: Record<string, Tensor>) {
  const names = [...loss.parameters.keys()]
  const gradients = graph.grad(loss.loss, [...loss.parameters.values()])
  const outputs = Object.fromEntries(gradients.map((gradient, i) => [`d/${names[i]}`, gradient]))
  const results = await evaluate<string>(graph, { ...outputs, loss: loss.loss, sum: loss.sum, count: loss.count }, weights, feeds)
  const scalar = (name: string): number => results[name]?.[0] ?? NaN
  const gradient = (name: string): Float32Array => results[`d/${name}`] ?? new Float32Array(0)
  return { loss: scalar('loss'), sum: scalar('sum'), count: scalar('count'), names, gradient }
}

/** Every stored gradient within abs 2e-5 + rel 1e-3 and every norm within rel 1e-4: the tolerances of the golden README. */
export function expectGradients(
  actual: { readonly names: readonly string[]; readonly gradient: (name: string) => Float32Array },
  norms: Readonly<Record<string, number>>,
  full: ReadonlyMap<string, { readonly data: unknown }>,
): void {
  for (const [name, { data }] of full) {
    if (!(data instanceof Float32Array) || !actual.names.includes(name)) continue
    const gradient = actual.gradient(name)
    expect(gradient.length).toBe(data.length)
    const worst = data.reduce((greatest, x, i) => Math.max(greatest, Math.abs((gradient[i] ?? NaN) - x) - 1e-3 * Math.abs(x)), -1)
    if (!(worst <= 2e-5)) throw new Error(`gradient of ${name} is off by ${worst} beyond rel 1e-3`)
  }
  for (const name of actual.names) {
    const norm = Math.sqrt(actual.gradient(name).reduce((sum, x) => sum + x * x, 0))
    const expected = norms[name] ?? NaN
    if (!(Math.abs(norm - expected) <= Math.max(1e-4 * expected, 1e-5)))
      throw new Error(`gradient norm of ${name} is ${norm}, expected ${expected}`)
  }
}
