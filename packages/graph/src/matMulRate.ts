/** @file How fast this machine multiplies matrices: the yardstick for every other speed. */
import { Graph } from './graph.js'
import { createSession, float32 } from './session.js'

/** Size [rows, inner, columns] of the product, threads, how often it is run, and the clock (milliseconds). */
export interface RateOptions {
  readonly size?: readonly [rows: number, inner: number, columns: number]
  readonly threads?: number
  readonly repeats?: number
  readonly now: () => number
}

/** Billions of floating-point operations a second (2 · rows · inner · columns each) of a float32 Gemm with transposed weights, as linear layers have it: median and best of the repeats. */
export async function matMulRate({
  size = [2048, 1024, 1024],
  threads,
  repeats = 20,
  now,
}: RateOptions): Promise<{ median: number; best: number }> {
  const [rows, inner, columns] = size
  const g = new Graph()
  // only one number leaves the session: the time is the product's, not that of copying it
  const product = g.gemm(g.input('x', 'float32', [rows, inner]), g.parameter('w', [columns, inner]), undefined, { transB: true })
  const session = await createSession(
    g.toModel({ corner: g.slice(g.slice(product, 0, 0, 1), 1, 0, 1) }),
    threads === undefined ? {} : { threads },
  )
  const feeds = {
    x: float32(new Float32Array(rows * inner).fill(0.5), [rows, inner]),
    w: float32(new Float32Array(columns * inner).fill(0.25), [columns, inner]),
  }
  const rates: number[] = []
  for (let run = -2; run < repeats; run++) {
    const start = now()
    await session.run(feeds)
    if (run >= 0) rates.push((2 * rows * inner * columns) / (now() - start) / 1e6)
  }
  await session.release()
  rates.sort((a, b) => a - b)
  return { median: rates[rates.length >> 1] ?? NaN, best: rates.at(-1) ?? NaN }
}
