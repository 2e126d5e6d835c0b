/** @file How fast this machine multiplies matrices: the yardstick for every other speed. */
import { Graph } from './graph.js'
import { createSession, float32 } from './session.js'

/** Size [rows, inner, columns] of a product. */
export type ProductSize = readonly [rows: number, inner: number, columns: number]

/** Size of the product, threads, how often it is run, and the clock (milliseconds). */
export interface RateOptions {
  readonly size?: ProductSize
  readonly threads?: number
  readonly repeats?: number
  readonly now: () => number
}

/** One product, ready to run. */
export interface Product {
  readonly size: ProductSize
  /** Floating-point operations of a run: 2 · rows · inner · columns. */
  readonly operations: number
  run(): Promise<unknown>
  release(): Promise<void>
}

/** Opens a float32 Gemm with transposed weights, as linear layers have it. */
export async function openProduct(size: ProductSize, threads?: number): Promise<Product> {
  const [rows, inner, columns] = size
  const g = new Graph()
  // only one number leaves the session: the time is the product's, not that of copying it
  const product = g.gemm(g.input('x', 'float32', [rows, inner]), g.parameter('w', [columns, inner]), undefined, { transB: true })
  const model = g.toModel({ corner: g.slice(g.slice(product, 0, 0, 1), 1, 0, 1) })
  const session = await createSession(model, threads === undefined ? {} : { threads })
  const feeds = {
    x: float32(new Float32Array(rows * inner).fill(0.5), [rows, inner]),
    w: float32(new Float32Array(columns * inner).fill(0.25), [columns, inner]),
  }
  return { size, operations: 2 * rows * inner * columns, run: () => session.run(feeds), release: () => session.release() }
}

/** Billions of floating-point operations a second of such a product: median and best of the repeats. */
export async function matMulRate({
  size = [2048, 1024, 1024],
  threads,
  repeats = 20,
  now,
}: RateOptions): Promise<{ median: number; best: number }> {
  const product = await openProduct(size, threads)
  const rates: number[] = []
  for (let run = -2; run < repeats; run++) {
    const start = now()
    await product.run()
    if (run >= 0) rates.push(product.operations / (now() - start) / 1e6)
  }
  await product.release()
  rates.sort((a, b) => a - b)
  return { median: rates[rates.length >> 1] ?? NaN, best: rates.at(-1) ?? NaN }
}
