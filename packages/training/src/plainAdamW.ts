import type { OptimizerKernel, Stretch, UpdateRule } from './optimizerKernel.js'

const round = Math.fround
const smallestNormal = 2 ** -126

/**
 * AdamW in plain TypeScript over one buffer of float32 values: the reference for the WebAssembly kernel.
 * Every product, sum, quotient and root is rounded to float32 by itself and in the kernel's order, so both give the same bits.
 * Source: Loshchilov & Hutter 2019, algorithm 2; adamW.wat says what each line is.
 */
export function plainKernel(buffer: ArrayBuffer): OptimizerKernel {
  const values = new Float32Array(buffer)

  function sumOfSquares(at: number, bytes: number): number {
    const lanes = [0, 0, 0, 0] as [number, number, number, number]
    for (let i = at / 4; i < (at + bytes) / 4; i += 4) {
      lanes[0] += (values[i] ?? 0) ** 2
      lanes[1] += (values[i + 1] ?? 0) ** 2
      lanes[2] += (values[i + 2] ?? 0) ** 2
      lanes[3] += (values[i + 3] ?? 0) ** 2
    }
    return lanes[0] + lanes[2] + (lanes[1] + lanes[3])
  }

  function update({ parameters, gradients, firstMoments, secondMoments, bytes }: Stretch, rule: UpdateRule): void {
    const [keep1, keep2] = [round(rule.betas[0]), round(rule.betas[1])]
    const [take1, take2] = [round(1 - rule.betas[0]), round(1 - rule.betas[1])]
    const [scale, epsilon, rate] = [round(rule.scale), round(rule.epsilon), round(rule.rate)]
    const [before, after] = [round(rule.decayBefore), round(rule.decayAfter)]
    for (let at = 0; at < bytes; at += 4) {
      const [p, m, v] = [(parameters + at) / 4, (firstMoments + at) / 4, (secondMoments + at) / 4]
      const gradient = round(scale * (values[(gradients + at) / 4] ?? 0))
      const first = normal(round(round(keep1 * (values[m] ?? 0)) + round(take1 * gradient)))
      const second = normal(round(round(keep2 * (values[v] ?? 0)) + round(round(take2 * gradient) * gradient)))
      const kept = round((values[p] ?? 0) - round(before * (values[p] ?? 0)))
      const moved = round(kept - round(round(rate * first) / round(round(Math.sqrt(second)) + epsilon)))
      values[m] = first
      values[v] = second
      values[p] = round(moved - round(after * moved))
    }
  }

  return { sumOfSquares, update }
}

const normal = (x: number): number => (Math.abs(x) >= smallestNormal ? x : 0)
