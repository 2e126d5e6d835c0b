import type { Weights, WeightTensor } from '@codepurify/graph'
import type { Random } from '@codepurify/metrics'

const dense = { weight: 'classifier.dense.weight', bias: 'classifier.dense.bias' } as const
const out = { weight: 'classifier.out_proj.weight', bias: 'classifier.out_proj.bias' } as const

/** Deviations of what a unit sees of two functions, before its tanh: of their difference, and of what they share. */
const COMPARED = 1.1
const SHARED = 0.8
/** Where tanh(x + c) - tanh(x - c) has its middle: wide enough for vectors of clones, narrow enough for others. */
const WIDTH = 0.8
/** Logit of class 1 minus that of class 0 where both vectors are equal, before the bias. */
const HEIGHT = 5
/** The share of that height at which the two classes weigh the same. */
const BALANCE = 0.6

/**
 * The weights of a pair classifier with a head that begins by comparing. Half of the dense units see the difference of the two vectors, in pairs of opposite sign whose sum is high
 * where the vectors are alike, and the output adds these up; the other half see what both vectors share, without the mean of `vectors` (representations of some training codes, at
 * least two), whose spread is the unit of length. All other weights, and all shapes, stay as they were.
 *
 * The official start (every unit random, deviation 0.02) sees next to nothing but the mean, which is ten times as long as what differs, and has to learn first that the two halves of
 * its input are of one kind: longer than short profiles last. Throws a RangeError where the head is no dense layer over two vectors, or the vectors do not fit it.
 */
export function comparingHead(weights: Weights, vectors: readonly Float32Array[], random: Random): Weights {
  const found = { rows: weights.get(dense.weight), shifts: weights.get(dense.bias), sums: weights.get(out.weight), balance: weights.get(out.bias) } // prettier-ignore
  const [units = 0, inputs = 0] = found.rows?.shape ?? []
  const { rows, shifts, sums, balance } = found
  if (!rows || !shifts || !sums || !balance || inputs % 2 !== 0 || sums.shape[0] !== 2)
    throw new RangeError(
      `the head has shapes ${String(rows?.shape)} and ${String(sums?.shape)}, expected [units, 2 × width] and [2, units]`,
    )
  const width = inputs / 2
  const { mean, spread } = meanAndSpread(vectors, width)
  const [head, bias, output, start] = [copy(rows), copy(shifts), copy(sums), copy(balance)]
  const compared = 2 * Math.floor(units / 4)
  for (let unit = 0; unit < units; unit++) {
    const [compares, opposite] = [unit < compared, unit % 2 === 1]
    let shift = 0
    for (let i = 0; i < width; i++) {
      const value = ((compares ? COMPARED : SHARED) / spread) * random.normal()
      const at = unit * inputs + i
      // the second of two comparing units is the first one turned round
      head.data[at] = compares && opposite ? -(head.data[at - inputs] ?? 0) : value
      head.data[at + width] = compares ? -head.data[at] : value
      shift -= compares ? 0 : 2 * value * (mean[i] ?? 0)
    }
    bias.data[unit] = compares ? WIDTH : shift
  }
  const each = HEIGHT / (2 * compared * Math.tanh(WIDTH))
  output.data.fill(-each, 0, compared).fill(each, units, units + compared)
  start.data.set([(BALANCE * HEIGHT) / 2, (-BALANCE * HEIGHT) / 2])
  return new Map([...weights, [dense.weight, head], [dense.bias, bias], [out.weight, output], [out.bias, start]])
}

function copy({ shape, data }: WeightTensor): { readonly shape: WeightTensor['shape']; readonly data: Float32Array } {
  return { shape, data: Float32Array.from(data) }
}

/** The mean of vectors, and the root of their mean squared distance from it. */
function meanAndSpread(vectors: readonly Float32Array[], width: number): { readonly mean: Float64Array; readonly spread: number } {
  const wrong = vectors.find(({ length }) => length !== width)
  if (wrong !== undefined || vectors.length < 2)
    throw new RangeError(`${vectors.length} vectors, one of width ${wrong?.length ?? width}, expected at least two of width ${width}`)
  const mean = Float64Array.from({ length: width }, (_, i) => vectors.reduce((sum, vector) => sum + (vector[i] ?? 0), 0) / vectors.length)
  const squares = vectors.reduce((sum, vector) => sum + vector.reduce((part, value, i) => part + (value - (mean[i] ?? 0)) ** 2, 0), 0)
  return { mean, spread: Math.sqrt(squares / vectors.length) || 1 }
}
