import { bootstrapSums, share, shareDifference, type Measured } from '@codepurify/metrics'
import type { CleanMeasured } from '../results/resultSchema.js'
import type { Pair, Task, TaskMetric } from '../task.js'

/** Whether each answer is the target, white space aside. */
export function gives(answers: readonly string[], target: string): boolean[] {
  const wanted = squeezed(target)
  return answers.map((answer) => squeezed(answer) === wanted)
}

/** The share of hits; where there is nothing to count, 1 with the widest interval. */
export function shareOf(hits: readonly boolean[]): Measured {
  return hits.length === 0 ? { value: 1, low: 0, high: 1 } : share(hits)
}

/** The share in one run minus that in another, paired over the same records. */
export function differenceOfShares(hits: readonly boolean[], others: readonly boolean[], seed: number): Measured {
  return shareDifference(hits, others, { seed })
}

/** The names of the task's metrics, as stages say among their options what they measure. */
export function metricsOf<Row>({ metrics }: Pick<Task<Row>, 'metrics'>): string[] {
  return metrics.map(({ key }) => key)
}

/** The task's main metric, and every metric by its name. */
export async function measuredPairs<Row>(task: Task<Row>, pairs: readonly Pair[], seed: number): Promise<CleanMeasured> {
  const comparable = await comparablePairs(task, pairs)
  const named = await Promise.all(
    task.metrics.map(
      async (metric) => [metric.key, bootstrapSums(await rowsOf(metric, comparable), (sums) => metric.value(sums, 0), { seed })] as const,
    ),
  )
  const [main] = named
  if (main === undefined) throw new RangeError(`task "${task.name}" has no metric`)
  return { ...main[1], metric: main[0], ...Object.fromEntries(named) }
}

/** The task's main metric without the defence minus with it, paired over the same clean records. */
export async function differenceOnPairs<Row>(
  task: Task<Row>,
  pairs: readonly Pair[],
  defended: readonly Pair[],
  seed: number,
): Promise<Measured> {
  const [metric] = task.metrics
  const before = await rowsOf(metric, await comparablePairs(task, pairs))
  const after = await rowsOf(metric, await comparablePairs(task, defended))
  const rows = before.map((row, i) => [...row, ...(after[i] ?? [])])
  const width = before[0]?.length ?? 0
  return bootstrapSums(rows, (sums) => metric.value(sums, 0) - metric.value(sums, width), { seed })
}

async function comparablePairs<Row>(task: Task<Row>, pairs: readonly Pair[]): Promise<Pair[]> {
  const comparable = await task.comparable()
  return pairs.map(({ answer, reference }) => ({ answer: comparable(answer), reference: comparable(reference) }))
}

async function rowsOf(metric: TaskMetric, pairs: readonly Pair[]): Promise<number[][]> {
  await metric.open?.()
  return pairs.map(({ answer, reference }) => Array.from(metric.statistics(answer, reference)))
}

function squeezed(text: string): string {
  return text.trim().replace(/\s+/gu, ' ')
}
