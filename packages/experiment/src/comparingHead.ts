import type { Weights } from '@codepurify/graph'
import type { Random } from '@codepurify/metrics'

const dense = { weight: 'classifier.dense.weight', bias: 'classifier.dense.bias' } as const
const out = { weight: 'classifier.out_proj.weight', bias: 'classifier.out_proj.bias' } as const

/** Where tanh(x + c) - tanh(x - c) has its middle: wide enough for vectors of clones, narrow enough for others. */
const WIDTH = 0.8
/** Logit of class 1 minus that of class 0 where both vectors are equal, before the bias. */
const HEIGHT = 5
/** The share of that height at which the two classes weigh the same. */
const BALANCE = 0.6

/**
 * Fresh weights of a pair classifier whose head begins by comparing: half of the dense units see the difference of the two vectors, in pairs of opposite sign whose sum is high
 * where the vectors are alike, and the output adds these up. The other half, and all shapes, are as they were. The official start (all units random) has to learn first that the two
 * halves of its input are of one kind, which takes a small model longer than the short profiles last. Throws a RangeError where the head is no dense layer over two vectors.
 */
export function comparingHead(fresh: Weights, random: Random): Weights {
  const [weight, bias, outWeight, outBias] = [dense.weight, dense.bias, out.weight, out.bias].map((name) => fresh.get(name))
  const [units = 0, inputs = 0] = weight?.shape ?? []
  const labels = outWeight?.shape[0] ?? 0
  if (!weight || !bias || !outWeight || !outBias || inputs % 2 !== 0 || labels !== 2)
    throw new RangeError(
      `the head has shapes ${String(weight?.shape)} and ${String(outWeight?.shape)}, expected [units, 2 × width] and [2, units]`,
    )
  const width = inputs / 2
  const compared = 2 * Math.floor(units / 4)
  const [rows, shifts, sums, balance] = [weight.data, bias.data, outWeight.data, outBias.data].map((data) => Float32Array.from(data))
  if (!rows || !shifts || !sums || !balance) throw new RangeError('the head lost its numbers')
  for (let unit = 0; unit < compared; unit += 2) {
    for (let i = 0; i < width; i++) {
      const value = random.normal()
      for (const [row, sign] of [
        [unit, 1],
        [unit + 1, -1],
      ] as const) {
        rows[row * inputs + i] = sign * value
        rows[row * inputs + width + i] = -sign * value
      }
    }
    shifts.fill(WIDTH, unit, unit + 2)
  }
  const each = HEIGHT / (2 * compared * Math.tanh(WIDTH))
  sums.fill(-each, 0, compared)
  sums.fill(each, units, units + compared)
  balance.set([(BALANCE * HEIGHT) / 2, (-BALANCE * HEIGHT) / 2])
  return new Map([
    ...fresh,
    [dense.weight, { ...weight, data: rows }],
    [dense.bias, { ...bias, data: shifts }],
    [out.weight, { ...outWeight, data: sums }],
    [out.bias, { ...outBias, data: balance }],
  ])
}
