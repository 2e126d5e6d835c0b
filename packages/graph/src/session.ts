/** @file Runs ONNX bytes on onnxruntime-node. */
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node'

/** Where a session runs. */
export type Device = 'cpu' | 'cuda' | 'webgpu'

/** Known devices. */
export const devices: readonly Device[] = ['cpu', 'cuda', 'webgpu']

/** Named tensors. */
export type Tensors = Readonly<Record<string, Tensor>>

/** Device and number of threads of a session. */
export interface SessionOptions {
  readonly device?: Device
  readonly threads?: number
}

/** A model ready to run. `run` blocks the event loop until it is done; what must stay responsive runs it in a worker. */
export interface Session {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  /** Runs the model. `fetches`: outputs wanted, each null or a tensor to write into. A fetch must not share memory with a feed. */
  run(feeds: Tensors, fetches?: Readonly<Record<string, Tensor | null>>): Promise<Record<string, Tensor>>
  /** Frees the model's memory; the session cannot run afterwards. */
  release(): Promise<void>
}

function requireDevice(device: string): void {
  if (!devices.some((known) => known === device)) throw new RangeError(`device is "${device}", expected one of ${devices.join(', ')}`)
  const present = listSupportedBackends().map(({ name }) => name)
  if (!present.includes(device))
    throw new Error(
      `device "${device}" is not in this build of onnxruntime-node (${process.platform} ${process.arch}), which has: ${present.join(', ')}. Use --device cpu, or install a build with it`,
    )
}

/** Loads a model. Throws where the device is unknown or absent, saying which are there. */
export async function createSession(model: Uint8Array, { device = 'cpu', threads }: SessionOptions = {}): Promise<Session> {
  requireDevice(device)
  const session = await InferenceSession.create(model, {
    executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
    interOpNumThreads: 1,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableMemPattern: false, // shapes vary; a pattern per shape costs 40 % more memory
    enableCpuMemArena: true,
    extra: { session: { set_denormal_as_zero: '1' } },
    logSeverityLevel: 3,
  })
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: async (feeds, fetches) => (fetches ? session.run(feeds, fetches) : session.run(feeds)),
    release: () => session.release(),
  }
}

/** An int32 tensor from whole numbers. */
export function int32(data: ArrayLike<number>, shape: readonly number[] = [data.length]): Tensor {
  return new Tensor('int32', data instanceof Int32Array ? data : Int32Array.from(data), shape)
}

/** A float32 tensor from numbers. */
export function float32(data: ArrayLike<number>, shape: readonly number[] = [data.length]): Tensor {
  return new Tensor('float32', data instanceof Float32Array ? data : Float32Array.from(data), shape)
}

export { Tensor }
