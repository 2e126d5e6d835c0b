/** @file Runs ONNX bytes on onnxruntime-node. */
import { availableParallelism } from 'node:os'
import { env, InferenceSession, Tensor } from 'onnxruntime-node'
import { formatShape } from './value.js'

// what goes wrong is thrown; onnxruntime would print it as well
env.logLevel = 'fatal'

/** Where a session runs. */
export type Device = 'cpu' | 'cuda' | 'webgpu'

/** Known devices. */
export const devices: readonly Device[] = ['cpu', 'cuda', 'webgpu']

/** Named tensors. */
export type Tensors = Readonly<Record<string, Tensor>>

/** Device and number of threads of a session. */
export interface SessionOptions {
  readonly device?: Device
  /** 1 to four times the number of processors. By default what CODEPURIFY_THREADS says, so that processes side by side can share the cores; else what onnxruntime takes. */
  readonly threads?: number
}

/** A model ready to run. `run` blocks the event loop until it is done; what must stay responsive runs it in a worker. */
export interface Session {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  /** Runs the model; throws where a feed is missing or its shape does not fit. `fetches`: outputs wanted, each null or a tensor to write into. A fetch must not share memory with a feed. */
  run(feeds: Tensors, fetches?: Readonly<Record<string, Tensor | null>>): Promise<Record<string, Tensor>>
  /** Frees the model's memory; the session cannot run afterwards. */
  release(): Promise<void>
}

const remedies: Readonly<Record<Device, string>> = {
  cpu: 'reinstall onnxruntime-node',
  cuda: 'fetch its libraries with ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js (npm ci leaves them out; Linux x64, an NVIDIA driver, CUDA 12 and cuDNN 9 are needed), or use --device cpu',
  webgpu:
    'use a machine with a graphics adapter and its driver (Vulkan on Linux, Metal on macOS, Direct3D 12 on Windows), or use --device cpu',
}

function requireDevice(device: string): void {
  if (!devices.some((known) => known === device)) throw new RangeError(`device is "${device}", expected one of ${devices.join(', ')}`)
}

// threads that wait for one another spin: with many more than there are processors nothing ends
function requireThreads(threads: number, what: string, got: unknown = threads): number {
  const most = 4 * availableParallelism()
  if (Number.isSafeInteger(threads) && threads >= 1 && threads <= most) return threads
  throw new RangeError(`${what} is ${JSON.stringify(got)}, expected a whole number from 1 to ${most}, four for each processor here`)
}

/** The threads of a session: those that are given, else what CODEPURIFY_THREADS says; undefined leaves them to onnxruntime. Throws where they are no whole number from 1 to four times the number of processors. */
export function threadsOf(given?: number): number | undefined {
  if (given !== undefined) return requireThreads(given, 'threads')
  const said = process.env['CODEPURIFY_THREADS'] ?? ''
  return said === '' ? undefined : requireThreads(Number(said), 'CODEPURIFY_THREADS', said)
}

async function open(model: Uint8Array, device: Device, threads: number | undefined): Promise<InferenceSession> {
  return await InferenceSession.create(model, {
    executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
    interOpNumThreads: 1,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableMemPattern: false, // shapes vary; a pattern per shape costs 40 % more memory
    enableCpuMemArena: true,
    extra: {
      session: { set_denormal_as_zero: '1' },
      // on the processor a transposition that a graph writes is meant: see weightGradient
      ...(device === 'cpu' && { optimization: { disable_specified_optimizers: 'GemmTransposeFusion;MatmulTransposeFusion' } }),
    },
    logSeverityLevel: 4,
  })
}

/** Throws where a feed's shape is not the declared one, or where two feeds give one symbol two lengths. */
function checkFeeds(declared: InferenceSession['inputMetadata'], feeds: Tensors): void {
  const bound = new Map<string, { length: number; by: string }>()
  for (const input of declared) {
    const feed = feeds[input.name]
    if (feed === undefined) throw new RangeError(`feeds lack "${input.name}", expected: ${declared.map(({ name }) => name).join(', ')}`)
    if (!input.isTensor) continue
    const { shape } = input
    const got = `${input.name} has shape ${formatShape(feed.dims)}, expected ${formatShape(shape)}`
    if (feed.dims.length !== shape.length) throw new RangeError(got)
    for (const [axis, length] of feed.dims.entries()) {
      const expected = shape[axis]
      if (typeof expected === 'number' && expected !== length) throw new RangeError(got)
      if (typeof expected !== 'string') continue
      const earlier = bound.get(expected)
      if (earlier && earlier.length !== length) throw new RangeError(`${got} with ${expected} = ${earlier.length}, as ${earlier.by} has it`)
      bound.set(expected, { length, by: input.name })
    }
  }
}

/** Loads a model. Throws where the device is unknown or cannot be used here, and where the number of threads is out of range. */
export async function createSession(model: Uint8Array, { device = 'cpu', threads }: SessionOptions = {}): Promise<Session> {
  requireDevice(device)
  const session = await open(model, device, threadsOf(threads)).catch((cause: unknown) => {
    if (device === 'cpu') throw cause
    const reason = cause instanceof Error ? cause.message.replace(/^\/\S+ .* was false\. /, '') : String(cause)
    throw new Error(
      `device "${device}" cannot be used on this machine (${process.platform} ${process.arch}): ${reason}. Expected a working ${device} provider: ${remedies[device]}`,
      { cause },
    )
  })
  const { inputNames, outputNames, inputMetadata } = session
  return {
    inputNames,
    outputNames,
    run: async (feeds, fetches) => {
      checkFeeds(inputMetadata, feeds)
      return fetches ? await session.run(feeds, fetches) : await session.run(feeds)
    },
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
