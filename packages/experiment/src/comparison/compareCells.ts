import { reasonOf } from '@codepurify/dataset'
import { groups, rateText } from '@codepurify/report'
import type { Cell } from '../options/cells.js'
import { readPurified } from '../defences/purifiedRecord.js'
import type { KeptResult } from '../results/resultsFile.js'
import type { ComparedDefence } from '../results/resultSchema.js'
import type { Task } from '../task.js'
import { pairedComparison, type ComparedAttack } from './pairedComparison.js'

/** A purify result and where it stands. */
export interface FinishedCell<Result = ComparableResult> {
  readonly result: Result
  /** Of its attack. */
  readonly folder: string
  /** Its purified.jsonl. */
  readonly records: string
  /** What else sets its victim apart, in words. */
  readonly conditions?: string
}

type ComparableResult = Cell & Pick<KeptResult, 'inputs' | 'outputs' | 'records' | 'cleanRecords' | 'setting' | 'falsePositiveRate'>

interface CellPair {
  readonly own: FinishedCell
  readonly other: FinishedCell
}

/** Comparisons, and what could not be compared and why. */
export interface Comparisons {
  readonly comparisons: (ComparedDefence & { readonly conditions?: string })[]
  readonly leftOut: string[]
}

const isOurs = ({ result }: FinishedCell): boolean => result.defence === 'codepurify'

/**
 * Ours against every other defence among the cells: one comparison for each model, rate, seed, other defence and kind of line, over the attacks where both were put before the same victim and the same records.
 */
export async function compareCells<Row>(task: Task<Row>, cells: readonly FinishedCell[]): Promise<Comparisons> {
  const leftOut: string[] = []
  const pairs = cells.flatMap((other): CellPair[] => {
    const own = isOurs(other) ? undefined : cells.find((one) => isOurs(one) && one.folder === other.folder)
    if (own === undefined) return []
    const different = differences(own, other)
    if (different.length === 0) return [{ own, other }]
    leftOut.push(`codepurify is not compared with ${nameOf(other)}: other ${different.join(', ')}. Run purify of both again.`)
    return []
  })
  const comparisons: Comparisons['comparisons'] = []
  for (const group of groups(pairs, keyOf).values())
    try {
      comparisons.push(await comparisonOf(task, group))
    } catch (error) {
      leftOut.push(`codepurify is not compared with ${group.map(({ other }) => nameOf(other)).join('; ')}: ${reasonOf(error)}`)
    }
  return { comparisons, leftOut }
}

async function comparisonOf<Row>(task: Task<Row>, group: readonly CellPair[]): Promise<Comparisons['comparisons'][number]> {
  const attacks: ComparedAttack[] = []
  for (const { own, other } of group)
    attacks.push({
      attack: other.result.attack,
      ours: await readPurified(own.records, own.result),
      other: await readPurified(other.records, other.result),
    })
  const [first] = group
  if (first === undefined) throw new RangeError('a comparison needs at least one attack')
  const { result, conditions } = first.other
  const { model, rate, seed, defence } = result
  const names = attacks.map(({ attack }) => attack)
  return {
    model,
    rate,
    seed,
    defence,
    attacks: names,
    ...(conditions !== undefined && { conditions }),
    ...(await pairedComparison(task, attacks, seed)),
  }
}

/** What two results must have in common, by what a reader would call it. */
const common: Readonly<Record<string, (result: ComparableResult) => unknown>> = {
  victim: ({ inputs }) => inputs['victim'],
  'triggered records': ({ inputs, records }) => `${inputs['triggered']} ${records}`,
  'clean records': ({ inputs, cleanRecords }) => `${inputs['test']} ${cleanRecords}`,
}

function differences(own: FinishedCell, other: FinishedCell): string[] {
  return Object.entries(common).flatMap(([name, of]) => (of(own.result) === of(other.result) ? [] : [name]))
}

function keyOf({ own, other }: CellPair): string {
  const line = ({ result: { setting, falsePositiveRate } }: FinishedCell) => [setting, falsePositiveRate]
  const { model, rate, seed, defence } = other.result
  return JSON.stringify([other.conditions, model, rate, seed, defence, line(own), line(other)])
}

function nameOf({ result: { model, attack, rate, seed, defence } }: FinishedCell): string {
  return `${defence} (${model}, ${attack} at ${rateText(rate)}, seed ${seed})`
}
