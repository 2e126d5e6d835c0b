import { adamWBytes } from './adamWBytes.js'
import type { OptimizerKernel } from './optimizerKernel.js'
import { plainKernel } from './plainAdamW.js'

/** One buffer of zeros and the loops that work on it. */
export interface OptimizerMemory {
  readonly buffer: ArrayBuffer
  readonly kernel: OptimizerKernel
}

/** What is used of the WebAssembly object, which Node has and its typings of version 20 leave out. */
interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, (...operands: number[]) => unknown> }
}

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi }
const pageBytes = 65_536
// the last page stays free: an offset just behind it would not fit in 32 bits
const mostPages = 65_535

let compiled: object | undefined

/**
 * Memory whose AdamW runs in WebAssembly SIMD (adamW.wat): several times as fast as plain TypeScript, with the same bits.
 * The memory is not shared (onnxruntime refuses views of shared memory) and never grows, so that views of it stay valid.
 * Throws a RangeError above 4 GiB, which is what 32-bit offsets reach.
 */
export function wasmMemory(bytes: number): OptimizerMemory {
  const pages = Math.max(1, Math.ceil(bytes / pageBytes))
  if (pages > mostPages) {
    const gibibytes = (bytes / 2 ** 30).toFixed(1)
    throw new RangeError(`parameters, gradients and moments take ${gibibytes} GiB, expected less than 4 GiB: train fewer parameters`)
  }
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  compiled ??= new WebAssembly.Module(Buffer.from(adamWBytes, 'base64'))
  const { sumOfSquares, update } = new WebAssembly.Instance(compiled, { store: { memory } }).exports
  if (!sumOfSquares || !update)
    throw new Error('adamWBytes.ts lacks sumOfSquares or update; write it again with: node tools/compileAdamW.mjs')
  const kernel: OptimizerKernel = {
    sumOfSquares: (at, length) => Number(sumOfSquares(at, length)),
    update(
      { parameters, gradients, firstMoments, secondMoments, bytes: length },
      { scale, betas, epsilon, rate, decayBefore, decayAfter },
    ) {
      const [keep1, keep2] = betas
      const factors = [scale, keep1, 1 - keep1, keep2, 1 - keep2, epsilon, rate, decayBefore, decayAfter]
      update(parameters, gradients, firstMoments, secondMoments, length, ...factors)
    },
  }
  return { buffer: memory.buffer, kernel }
}

/** Memory whose AdamW runs in plain TypeScript: the reference that the WebAssembly kernel is tested against. */
export function plainMemory(bytes: number): OptimizerMemory {
  const buffer = new ArrayBuffer(bytes)
  return { buffer, kernel: plainKernel(buffer) }
}
