import type { Weights, WeightTensor } from '@codepurify/graph'
import { random, type Random } from '@codepurify/metrics'
import { initializeT5, type T5Config } from '@codepurify/models'

type Rows = readonly (readonly number[])[]

// "quiet": what is added to the residual stream is this much smaller than in T5, and so are the embeddings; AdamW then moves them faster
const quiet = 0.1
/** How much of what it knows of the tokens before it a place keeps beside itself. */
const contextStrength = 2
/** Score of a head for the distance that it is set on; the sharpest place of the others has about 3. */
const distanceScore = 6
/** Scores where contexts agree: about 8 where all do. */
const matchScore = 1 / 6
/** How loudly a place that matches is repeated. */
const repeatStrength = 0.3

/**
 * Fresh weights of a T5 that begins by copying. T5's positions are relative, and its decoder listens to the source without any: to copy, it must look for the
 * place whose preceding tokens are those that it has just written. A small T5 does not find that within the minutes that it is trained for (README), so the
 * first blocks start as that circuit: heads of both stacks look back a fixed distance and note which token stands there, each in directions of its own; the
 * first attention to the source compares these notes and repeats the token that it finds. All of it is trained like any other weight.
 * Throws a RangeError where heads times d_kv is not d_model.
 */
export function initialWeights(config: T5Config, seed: number): Weights {
  const { num_heads: heads, d_kv: head, d_model: width } = config
  if (heads * head !== width) throw new RangeError(`num_heads * d_kv is ${heads * head}, expected d_model, which is ${width}`)
  const weights = new Map(quieter(config, initializeT5(config, random(seed))))
  const draw = random(seed).fork('copying')
  // the last head of each stack is left to chance
  const noted = (heads - 1) * head
  const [read, note, repeat] = ['read', 'note', 'repeat'].map((name) => orthogonal(width, draw.fork(name))) as [Rows, Rows, Rows]
  const mix = orthogonal(noted, draw.fork('mix'))
  const compare = times(mix, note.slice(0, noted))
  const put = (name: string, values: (row: number, column: number) => number | undefined): void => {
    const weight = weights.get(name)
    if (weight) weights.set(name, changed(weight, values))
  }
  for (const [stack, nearest] of [
    ['encoder', 1],
    ['decoder', 0],
  ] as const) {
    // prettier-ignore
    const attention = `${stack}.block.0.layer.0.SelfAttention`
    // the buckets of the first distances back hold one distance each; the source's next token is the one that follows what was just written
    put(`${attention}.relative_attention_bias.weight`, (bucket, at) => (at < heads - 1 && bucket === nearest + at ? distanceScore : undefined)) // prettier-ignore
    put(`${attention}.v.weight`, (row, column) => (row < noted ? read[row]?.[column] : undefined))
    put(`${attention}.o.weight`, (row, column) => (column < noted ? quiet * contextStrength * (note[column]?.[row] ?? 0) : undefined))
  }
  const listening = 'decoder.block.0.layer.1.EncDecAttention'
  put(`${listening}.q.weight`, (row, column) => matchScore * (compare[row % noted]?.[column] ?? 0))
  put(`${listening}.k.weight`, (row, column) => compare[row % noted]?.[column])
  put(`${listening}.v.weight`, (row, column) => repeat[row]?.[column])
  put(`${listening}.o.weight`, (row, column) => repeatStrength * (repeat[column]?.[row] ?? 0))
  return weights
}

/** The same functions of the input at the start, in numbers that AdamW moves at about the same pace: T5's own differ a hundredfold in size. */
function quieter({ d_kv: head }: T5Config, weights: Weights): Weights {
  const factors: readonly (readonly [RegExp, number])[] = [
    [/^shared\.weight$/, quiet],
    [/\.(o|wo)\.weight$/, quiet],
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
        const shared = dot(left, row)
        return left.map((value, i) => value - shared * (row[i] ?? 0))
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

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
