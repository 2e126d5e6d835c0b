import { random, type Random } from '@codepurify/metrics'

/** How long a record is, in tokens; `target` is left out where a model only reads. */
export interface RecordLength {
  readonly source: number
  readonly target?: number
}

/** Options of {@link lengthBatches}: either a budget of padded tokens or a number of records a batch. */
export type BatchOptions = { readonly seed: number | string } & (
  | { readonly tokenBudget: number; readonly recordsPerBatch?: undefined }
  | { readonly recordsPerBatch: number; readonly tokenBudget?: undefined }
)

/** The batches of one epoch (from 0): lists of record indices. */
export type EpochBatches = (epoch: number) => number[][]

// Records are sorted within pools of this many batches: enough to save padding, few enough that batches differ from epoch to epoch.
const batchesPerPool = 50

/**
 * Mini-batches of records of similar length, a pure function of the seed and the epoch; every record comes once in an epoch.
 * A batch holds `recordsPerBatch` records, or as many as fit when all are padded to the longest (sources and targets each to their own);
 * a record above the budget stands alone. Throws a RangeError when the budget or the number is not a whole number of at least 1.
 */
export function lengthBatches(lengths: readonly RecordLength[], options: BatchOptions): EpochBatches {
  const { seed, tokenBudget, recordsPerBatch } = options
  const limit = tokenBudget ?? recordsPerBatch
  if (!Number.isInteger(limit) || limit < 1) {
    throw new RangeError(
      `${tokenBudget === undefined ? 'recordsPerBatch' : 'tokenBudget'} is ${limit}, expected a whole number of at least 1`,
    )
  }
  const mean = lengths.reduce((sum, length) => sum + tokensOf(length), 0) / Math.max(1, lengths.length)
  const expectedRecords = recordsPerBatch ?? Math.max(1, limit / Math.max(1, mean))
  const poolSize = Math.ceil(expectedRecords * batchesPerPool)
  const fits = (source: number, target: number, records: number): boolean =>
    recordsPerBatch === undefined ? (source + target) * records <= limit : records <= limit

  return (epoch) => {
    const draw: Random = random(seed).fork(`epoch ${epoch}`)
    const order = draw.shuffle(lengths.map((_, i) => i))
    const batches: number[][] = []
    for (let start = 0; start < order.length; start += poolSize) {
      const pool = order.slice(start, start + poolSize)
      // the sort is stable: records of one length stay shuffled
      pool.sort((a, b) => tokensOf(lengths[a]) - tokensOf(lengths[b]))
      batches.push(...cut(pool, lengths, fits))
    }
    return draw.shuffle(batches)
  }
}

/**
 * Which records step `step` (from 0) takes when one epoch follows another: a pure function of the step.
 * It remembers only how many batches each epoch has. Throws a RangeError when an epoch has no batch.
 */
export function stepBatches(batches: EpochBatches): (step: number) => { readonly epoch: number; readonly indices: readonly number[] } {
  const starts = [0]
  let current = { epoch: -1, batches: [] as number[][] }
  const open = (epoch: number): number[][] => {
    if (current.epoch !== epoch) current = { epoch, batches: batches(epoch) }
    if (current.batches.length === 0) throw new RangeError(`epoch ${epoch} has no batch, expected at least one: is the data set empty?`)
    return current.batches
  }
  return (step) => {
    while (step >= (starts.at(-1) ?? 0)) starts.push((starts.at(-1) ?? 0) + open(starts.length - 1).length)
    const epoch = starts.findLastIndex((start) => start <= step)
    return { epoch, indices: open(epoch)[step - (starts[epoch] ?? 0)] ?? [] }
  }
}

const tokensOf = (length: RecordLength | undefined): number => (length?.source ?? 0) + (length?.target ?? 0)

function cut(
  pool: readonly number[],
  lengths: readonly RecordLength[],
  fits: (source: number, target: number, records: number) => boolean,
): number[][] {
  const batches: number[][] = []
  let batch: number[] = []
  let [source, target] = [0, 0]
  for (const index of pool) {
    const length = lengths[index] ?? { source: 0 }
    const [longer, longerTarget] = [Math.max(source, length.source), Math.max(target, length.target ?? 0)]
    if (batch.length > 0 && !fits(longer, longerTarget, batch.length + 1)) {
      batches.push(batch)
      batch = []
      source = length.source
      target = length.target ?? 0
    } else {
      source = longer
      target = longerTarget
    }
    batch.push(index)
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}
