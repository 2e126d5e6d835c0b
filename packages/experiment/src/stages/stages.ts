import { attackStage } from './attackStage.js'
import { evalTwin, evalVictim } from './evalStage.js'
import { poisonStage } from './poisonStage.js'
import { purifyStage } from './purifyStage.js'
import { purifySchema, type Identity, type Provenance, type PurifyResult } from '../results/resultSchema.js'
import type { Run } from './run.js'
import { sampleStage } from './sampleStage.js'
import { trainTwin, trainVictim } from './trainStage.js'

/** The stages of one attack, in order. */
export const stageNames = ['sample', 'poison', 'train', 'eval', 'attack', 'purify'] as const

/** The name of a stage of one attack. */
export type StageName = (typeof stageNames)[number]

type Work = <Row>(run: Run<Row>) => Promise<Identity & Provenance>

/** What each stage does once those before it are done. */
const stages: Readonly<Record<StageName, Work>> = {
  sample: sampleStage,
  poison: poisonStage,
  train: async (run) => {
    await trainTwin(run)
    return trainVictim(run)
  },
  eval: async (run) => {
    await evalTwin(run)
    return evalVictim(run)
  },
  attack: attackStage,
  purify: purifyStage,
}

/** Runs a stage and, before it, every stage that it needs; those that are up to date are not run again. */
export async function runStages<Row>(run: Run<Row>, last: StageName): Promise<Identity & Provenance> {
  let result: (Identity & Provenance) | undefined
  for (const name of stageNames.slice(0, stageNames.indexOf(last) + 1))
    result = await stages[name](name === last && run.options.again ? { ...run, context: { ...run.context, again: true } } : run)
  if (result === undefined) throw new RangeError(`no stage "${last}". Known stages: ${stageNames.join(', ')}`)
  return result
}

/** Runs a cell up to its purify result. */
export async function runCell<Row>(run: Run<Row>): Promise<PurifyResult> {
  return purifySchema.parse(await runStages(run, 'purify'))
}
