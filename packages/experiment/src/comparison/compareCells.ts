import { groups } from '@codepurify/report'
import type { Cell } from '../cells.js'
import { readPurified } from '../purifiedRecord.js'
import { purifyFiles } from '../purifyStage.js'
import type { ComparedDefence } from '../resultSchema.js'
import type { Task } from '../task.js'
import { pairedComparison, type ComparedAttack } from './pairedComparison.js'

/** A cell with a purify result, and the folder of its attack. */
export interface FinishedCell extends Cell {
  readonly folder: string
}

const ours = 'codepurify'

/** Ours against every other defence among the cells, in front of the same victims: one comparison for each model, rate, seed and other defence, over the attacks that both have. */
export async function compareCells<Row>(task: Task<Row>, cells: readonly FinishedCell[]): Promise<ComparedDefence[]> {
  const found: ComparedDefence[] = []
  for (const group of groups(cells, ({ model, rate, seed }) => JSON.stringify([model, rate, seed])).values()) {
    const byDefence = groups(group, ({ defence }) => defence)
    const own = byDefence.get(ours) ?? []
    byDefence.delete(ours)
    for (const others of byDefence.values()) found.push(...(await against(task, own, others)))
  }
  return found
}

async function against<Row>(task: Task<Row>, own: readonly FinishedCell[], others: readonly FinishedCell[]): Promise<ComparedDefence[]> {
  const attacks: ComparedAttack[] = []
  for (const other of others) {
    const same = own.find(({ folder }) => folder === other.folder)
    const [mine, its] = same === undefined ? [[], []] : [await recordsOf(same), await recordsOf(other)]
    // results can be kept without their records
    if (mine.length > 0 && its.length > 0) attacks.push({ attack: other.attack, ours: mine, other: its })
  }
  const [first] = others
  if (first === undefined || attacks.length === 0) return []
  const { model, rate, seed, defence } = first
  const names = attacks.map(({ attack }) => attack)
  return [{ model, rate, seed, defence, attacks: names, ...(await pairedComparison(task, attacks, seed)) }]
}

const recordsOf = ({ folder, defence }: FinishedCell) => readPurified(purifyFiles(folder, defence).records)
