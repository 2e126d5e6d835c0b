import { groups } from '@codepurify/report'
import { purifyFiles } from '../purifyStage.js'
import { readPurified, type PurifiedRecord } from '../purifiedRecord.js'
import type { ComparedDefence } from '../resultSchema.js'
import type { Run } from '../run.js'
import { pairedComparison, type ComparedAttack } from './pairedComparison.js'

const ours = 'codepurify'

/** Ours against every other defence among the cells, in front of the same victims: one comparison for each model, rate, seed and other defence, over the attacks that both have. */
export async function compareCells<Row>(runs: readonly Run<Row>[]): Promise<ComparedDefence[]> {
  const found: ComparedDefence[] = []
  for (const group of groups(runs, ({ options: { model, rate, seed } }) => JSON.stringify([model, rate, seed])).values()) {
    const own = new Map(group.filter(isOurs).map((run) => [run.options.attack, run]))
    for (const others of groups(
      group.filter((run) => !isOurs(run)),
      ({ options }) => options.defence,
    ).values())
      // prettier-ignore
      found.push(...(await against(own, others)))
  }
  return found
}

async function against<Row>(own: ReadonlyMap<string, Run<Row>>, others: readonly Run<Row>[]): Promise<ComparedDefence[]> {
  const attacks: ComparedAttack[] = []
  for (const other of others) {
    const run = own.get(other.options.attack)
    const [mine, its] = run === undefined ? [[], []] : [await recordsOf(run), await recordsOf(other)]
    // results can be kept without their records
    if (mine.length > 0 && its.length > 0) attacks.push({ attack: other.options.attack, ours: mine, other: its })
  }
  const [first] = others
  if (first === undefined || attacks.length === 0) return []
  const { model, rate, seed, defence } = first.options
  const names = attacks.map(({ attack }) => attack)
  return [{ model, rate, seed, defence, attacks: names, ...(await pairedComparison(first.task, attacks, seed)) }]
}

const isOurs = ({ options }: { readonly options: { readonly defence: string } }): boolean => options.defence === ours

function recordsOf<Row>({ folders, options }: Run<Row>): Promise<PurifiedRecord[]> {
  return readPurified(purifyFiles(folders.attack, options.defence).records)
}
