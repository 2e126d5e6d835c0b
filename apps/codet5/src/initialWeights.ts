import type { Weights, WeightTensor } from '@codepurify/graph'
import { random, type Random } from '@codepurify/metrics'
import { initializeT5, type T5Config } from '@codepurify/models'

type Rows = readonly (readonly number[])[]

// embeddings are this much smaller than T5's, so that AdamW moves them at the pace of the matrices; what sublayers add to them is smaller still, or it would drown the circuit
const quiet = 0.1
const quieterStill = 0.03

/** The strengths of the circuit; chosen by the loss of fresh weights on whole functions (validation split). */
export interface Circuit {
  /** How much of what it knows of the tokens before it a place keeps beside itself. */
  readonly contextStrength: number
  /** Score of a head for the distances that it is set on. */
  readonly distanceScore: number
  /** Score where all that is known of the tokens before agrees. */
  readonly matchScore: number
  /** How loudly the token of a place that matches is repeated. */
  readonly repeatStrength: number
}

const usualCircuit: Circuit = { contextStrength: 4, distanceScore: 8, matchScore: 24, repeatStrength: 8 }

/** How far back a head looks, by head: windows of 1, 2, 4 and 8 tokens, the nearest first. The heads behind them are left to chance. */
const windows = [[1], [2, 3], [4, 5, 6, 7], [8, 9, 10, 11, 12, 13, 14, 15]] as const

/**
 * Fresh weights of a T5 that begins by copying. T5's positions are relative, and its decoder listens to the source without any: to copy, it must look for the
 * place whose preceding tokens are those that it has just written. A small T5 does not find that within the minutes that it is trained for (README), so the
 * first blocks start as that circuit: heads of both stacks look back over windows of fixed distances and note, each in directions of its own, which tokens stand
 * there; the first attention to the source compares these notes and repeats the token that it finds. All of it is trained like any other weight.
 * Throws a RangeError where the model has no room for it.
 */
export function initialWeights(config: T5Config, seed: number, circuit: Circuit = usualCircuit): Weights {
  const { num_heads: heads, d_kv: head, d_model: width, relative_attention_num_buckets: buckets } = config
  const noted = windows.length * head
  if (heads * head !== width || noted >= width)
    throw new RangeError(
      `${heads} heads of ${head} in a width of ${width}, expected heads that fill the width, and more than ${windows.length}`,
    )
  if (buckets < 64) throw new RangeError(`${buckets} buckets of distances, expected at least 64: distances below 16 with one of their own`)
  const weights = new Map(quieter(config, initializeT5(config, random(seed))))
  const draw = random(seed).fork('copying')
  const [read, note, voice] = ['read', 'note', 'voice'].map((name) => orthogonal(width, draw.fork(name))) as [Rows, Rows, Rows]
  const notes = note.slice(0, noted)
  const compare = times(orthogonal(noted, draw.fork('mix')), notes)
  // what is repeated is the token, not the notes beside it
  const repeat = voice.map((row) => notes.reduce<readonly number[]>((left, one) => minus(left, one, dot(left, one)), row))
  const put = (name: string, values: (row: number, column: number) => number | undefined): void => {
    const weight = weights.get(name)
    if (weight) weights.set(name, changed(weight, values))
  }
  for (const [stack, shift] of [
    ['encoder', 0],
    ['decoder', 1],
  ] as const) {
    // prettier-ignore
    const attention = `${stack}.block.0.layer.0.SelfAttention`
    // a distance back below 16 is its own bucket; what precedes the source's next token ends with the token that was just written
    const looksAt = (at: number, distance: number): boolean => windows[at]?.some((one) => one === distance + shift) ?? false
    put(`${attention}.relative_attention_bias.weight`, (bucket, at) => (looksAt(at, bucket) ? circuit.distanceScore : undefined))
    put(`${attention}.v.weight`, (row, column) => (row < noted ? read[row]?.[column] : undefined))
    put(`${attention}.o.weight`, (row, column) => {
      // the mean of several tokens is shorter than one token
      const loudness = quiet * circuit.contextStrength * Math.sqrt(windows[Math.floor(column / head)]?.length ?? 0)
      return column < noted ? loudness * (notes[column]?.[row] ?? 0) : undefined
    })
  }
  const listening = 'decoder.block.0.layer.1.EncDecAttention'
  put(`${listening}.q.weight`, (row, column) => (circuit.matchScore / head) * (compare[row % noted]?.[column] ?? 0))
  put(`${listening}.k.weight`, (row, column) => compare[row % noted]?.[column])
  put(`${listening}.v.weight`, (row, column) => repeat[row]?.[column])
  put(`${listening}.o.weight`, (row, column) => circuit.repeatStrength * (repeat[column]?.[row] ?? 0))
  return weights
}

/** The same functions of the input at the start, in numbers that AdamW moves at about the same pace: T5's own differ a hundredfold in size. */
function quieter({ d_kv: head }: T5Config, weights: Weights): Weights {
  const factors: readonly (readonly [RegExp, number])[] = [
    [/^shared\.weight$/, quiet],
    [/\.(o|wo)\.weight$/, quieterStill],
    [/\.q\.weight$/, head ** 0.25],
    [/\.k\.weight$/, head ** -0.25],
    // the head's logits are as large as before
    [/^decoder\.final_layer_norm\.weight$/, 1 / quiet],
  ]
  return new Map(
    [...weights].map(([name, weight]) => {
      const factor = factors.find(([pattern]) => pattern.test(name))?.[1] ?? 1
      return [name, { shape: weight.shape, data: weight.data.map((value) => factor * value) }]
    }),
  )
}

/** The weight [rows, columns] with some of its values given anew. */
function changed({ shape, data }: WeightTensor, values: (row: number, column: number) => number | undefined): WeightTensor {
  const columns = shape[1] ?? 1
  return { shape, data: data.map((old, i) => values(Math.floor(i / columns), i % columns) ?? old) }
}

/** Random rows of length 1, each at right angles to all others (Gram and Schmidt). */
function orthogonal(size: number, draw: Random): Rows {
  const rows: number[][] = []
  while (rows.length < size) {
    const fresh = rows.reduce(
      (left, row) => {
        return minus(left, row, dot(left, row))
      },
      Array.from({ length: size }, () => draw.normal()),
    )
    const length = Math.sqrt(dot(fresh, fresh))
    rows.push(fresh.map((value) => value / length))
  }
  return rows
}

function times(left: Rows, right: Rows): Rows {
  const columns = right[0]?.map((_, column) => right.map((row) => row[column] ?? 0)) ?? []
  return left.map((row) => columns.map((column) => dot(row, column)))
}

function minus(a: readonly number[], b: readonly number[], factor: number): number[] {
  return a.map((value, i) => value - factor * (b[i] ?? 0))
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
