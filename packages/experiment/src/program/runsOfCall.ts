import { defenceNames, defencesOf, unfit } from '../defences/openDefence.js'
import { cellsOf, readGrid, type Axes, type Cell, type KnownNames } from '../options/cells.js'
import type { Call } from '../options/options.js'
import type { Init } from '../options/optionTable.js'
import { defenceOf } from '../options/ruleRevision.js'
import { UsageError } from '../options/usageError.js'
import { attackNames } from '../stages/openTrigger.js'
import { openRun, profileOf, type Run } from '../stages/run.js'
import type { Task } from '../task.js'
import type { CommandName } from './commands.js'
import type { Surroundings } from './surroundings.js'

/** The cells of a call, each with everything that its stages need. */
export async function runsOfCall<Row>(task: Task<Row>, stage: CommandName, call: Call, around: Surroundings): Promise<Run<Row>[]> {
  const bench = stage === 'bench'
  const [model = ''] = Object.keys(task.models)
  const one: Axes = { model: [model], attack: ['bnc-fixed'], rate: [0.05], seed: [1], defence: ['codepurify'] }
  const usual: Axes = bench ? { ...one, model: ['all'], attack: ['all'], defence: ['all'] } : one
  const known = namesOf(task)
  const blocks = call.grid === undefined ? [{}] : await readGrid(call.grid, known)
  // names are looked up also where the stage does not use them
  cellsOf(call.axes, [{}], usual, known)
  // the stages before purify know no defence
  const given = stage === 'purify' || stage === 'start' || bench ? call.axes : { ...call.axes, defence: ['codepurify'] }
  const ground = { ...task, languages: task.sources[call.settings.data]?.languages ?? [task.language] }
  const own = defencesOf(ground)
  const cells = cellsOf(given, blocks, usual, known, { ...known, defence: own })
  for (const cell of cells) {
    const defence = defenceOf({ ...cell, rule: call.settings.rule })
    const reason = unfit(defence, ground)
    if (reason !== undefined) throw new UsageError(`the defence "${defence}" ${reason}. Expected one of ${own.join(', ')}`)
  }
  return openRuns(task, stage, call, cells, around)
}

/** The cells that are named, each with everything that its stages need. */
export function openRuns<Row>(task: Task<Row>, stage: CommandName, call: Call, cells: readonly Cell[], around: Surroundings): Run<Row>[] {
  const usual = (cell: Cell): Init =>
    stage === 'bench' ? (profileOf(task, { ...call.settings, ...cell }).benchInit ?? 'twin') : 'pretrained'
  return cells.map((cell) => openRun(task, { ...call.settings, ...cell, init: call.init ?? usual(cell) }, around))
}

/** The names that a call may say. */
function namesOf<Row>(task: Task<Row>): KnownNames {
  return { model: Object.keys(task.models), attack: attackNames, defence: defenceNames }
}
