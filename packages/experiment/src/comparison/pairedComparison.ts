import { bootstrapSums, openedDifference, unseenShare, type Measured } from '@codepurify/metrics'
import type { Compared } from '@codepurify/report'
import { gives } from '../measures/measures.js'
import type { PurifiedRecord } from '../defences/purifiedRecord.js'
import type { Task, TaskMetric } from '../task.js'

/** What two defences made of the same triggered and clean records of one attack. */
export interface ComparedAttack {
  readonly attack: string
  readonly ours: readonly PurifiedRecord[]
  readonly other: readonly PurifiedRecord[]
}

type RecordPair = readonly [ours: PurifiedRecord, other: PurifiedRecord]

/**
 * ASR_D (0 to 1) and the task's main metric on clean records, behind two defences against the same attacks: means over the attacks, and their differences. Intervals are 95 % bootstrap over records, and a record is
 * drawn with what became of it in every attack, so that four attacks on one record do not count as four records. Throws where the records are not the same.
 */
export async function pairedComparison<Row>(
  task: Pick<Task<Row>, 'target' | 'metrics' | 'comparable'>,
  attacks: readonly ComparedAttack[],
  seed: number,
): Promise<{ readonly asrDefended: Compared; readonly clean: Compared }> {
  const [metric] = task.metrics
  const comparable = await task.comparable()
  return {
    asrDefended: compared(attacks, { kind: 'triggered', ...attackSuccess(task.target) }, seed),
    clean: compared(
      attacks,
      {
        kind: 'clean',
        isShare: false,
        statistics: ({ answerDefended, reference }) => metric.statistics(comparable(answerDefended), comparable(reference)),
        value: (sums, from) => metric.value(sums, from),
      },
      seed,
    ),
  }
}

interface Measure extends Pick<TaskMetric, 'value'> {
  readonly kind: PurifiedRecord['kind']
  readonly statistics: (record: PurifiedRecord) => ArrayLike<number>
  /** Whether it is a share of the records, whose bounds are known where all agree. */
  readonly isShare: boolean
}

function attackSuccess(target: string): Omit<Measure, 'kind'> {
  return {
    isShare: true,
    statistics: ({ answerDefended }) => [Number(gives([answerDefended], target)[0]), 1],
    value: (sums, from) => (sums[from] ?? 0) / (sums[from + 1] ?? 0),
  }
}

function compared(attacks: readonly ComparedAttack[], { kind, statistics, value, isShare }: Measure, seed: number): Compared {
  // of a record and an attack: how often it is there, then what it adds behind ours, then behind the other
  const added = attacks.map((one) => samePairs(one, kind).map((pair) => ({ id: pair[0].id, sums: [1, ...pair.flatMap((record) => Array.from(statistics(record)))] }))) // prettier-ignore
  const width = added.flat()[0]?.sums.length ?? 1
  const rows = new Map<string, number[]>()
  for (const [attack, records] of added.entries())
    for (const { id, sums } of records) {
      const row = rows.get(id) ?? Array.from({ length: width * attacks.length }, () => 0)
      for (const [i, sum] of sums.entries()) row[attack * width + i] = (row[attack * width + i] ?? 0) + sum
      rows.set(id, row)
    }
  const [ours, other] = [1, 1 + (width - 1) / 2]
  const mean = (sums: ArrayLike<number>, from: number): number => {
    // a resample may hold no record of an attack
    const there = attacks.flatMap((_, attack) => ((sums[attack * width] ?? 0) > 0 ? [value(sums, attack * width + from)] : []))
    return there.reduce((sum, one) => sum + one, 0) / there.length
  }
  const over = (of: (sums: ArrayLike<number>) => number): Measured => bootstrapSums([...rows.values()], of, { seed })
  const unseen = unseenShare(rows.size)
  const share = (from: number): Measured => {
    const measured = over((sums) => mean(sums, from))
    if (!isShare || measured.low < measured.high) return measured
    return { value: measured.value, low: Math.max(0, measured.low - unseen), high: Math.min(1, measured.high + unseen) }
  }
  const difference = over((sums) => mean(sums, ours) - mean(sums, other))
  return {
    ours: share(ours),
    other: share(other),
    difference: isShare && difference.low === difference.high ? openedDifference(difference.value, unseen) : difference,
  }
}

function samePairs({ attack, ours, other }: ComparedAttack, kind: PurifiedRecord['kind']): RecordPair[] {
  const [first, second] = [ours, other].map((records) => records.filter((one) => one.kind === kind))
  const pairs = (first ?? []).flatMap((one, i): RecordPair[] => {
    const same = second?.[i]
    return same?.id === one.id && same.code === one.code ? [[one, same]] : []
  })
  if (first === undefined || pairs.length !== first.length || pairs.length !== second?.length)
    throw new Error(
      `${attack}: two defences were given other ${kind} records (${first?.length ?? 0} and ${second?.length ?? 0}, ${pairs.length} alike), expected the same. Run purify of both again.`,
    )
  return pairs
}
