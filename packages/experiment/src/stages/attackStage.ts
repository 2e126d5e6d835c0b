import { join } from 'node:path'
import { ask } from './ask.js'
import { evalFile } from './evalStage.js'
import { codesOf } from '../records/experimentRow.js'
import { gives, metricsOf, shareOf } from '../measures/measures.js'
import { deviceOf } from '../options/options.js'
import { poisonFiles } from './poisonStage.js'
import { readExperimentRows } from '../records/readExperimentRows.js'
import { attackSchema, evalSchema, poisonSchema, type AttackResult } from '../results/resultSchema.js'
import type { Run } from './run.js'
import { readResult, runStage } from '../folders/stage.js'
import { modelFolder } from './trainStage.js'
import { lengthsOf } from '../task.js'

/** The triggered test records, `limit` of them. */
export async function triggeredRows<Row>({ folders, options }: Run<Row>) {
  return (await readExperimentRows(poisonFiles(folders.attack).triggered)).slice(0, options.limit)
}

/** How many test records the trigger could not be planted in: they are in no denominator. */
export async function notPlanted<Row>({ folders }: Run<Row>): Promise<number> {
  const { triggered } = await readResult(join(folders.attack, 'poison.json'), poisonSchema)
  return Object.values(triggered.notPlanted).reduce((sum, count) => sum + count, 0)
}

/** Measures what the backdoor does: ASR of the victim on the triggered records, that of the clean twin on the same (the floor), and both on clean records. */
export async function attackStage<Row>(run: Run<Row>): Promise<AttackResult> {
  const { folders, context, identity, options, task, profile } = run
  return runStage(
    {
      name: 'attack',
      revision: 1,
      identity,
      file: join(folders.attack, 'attack.json'),
      schema: attackSchema,
      options: { limit: options.limit ?? null, metrics: metricsOf(task), ...lengthsOf(profile), target: task.target, ...deviceOf(options) },
      inputs: {
        triggered: poisonFiles(folders.attack).triggered,
        victim: modelFolder(folders.attack),
        twin: modelFolder(folders.twin),
        eval: evalFile(folders.attack, options),
        evalTwin: evalFile(folders.twin, options),
      },
      outputs: {},
      work: async () => {
        const records = (await triggeredRows(run)).map(codesOf)
        const asked = await ask(run, folders.attack, records, 'answer triggered records')
        const askedTwin = await ask(run, folders.twin, records, 'the twin answers the same')
        return {
          seconds: asked.seconds + askedTwin.seconds,
          records: records.length,
          notPlanted: await notPlanted(run),
          asr: shareOf(gives(asked.said, task.target)),
          floor: shareOf(gives(askedTwin.said, task.target)),
          clean: (await readResult(evalFile(folders.attack, options), evalSchema)).clean,
          cleanTwin: (await readResult(evalFile(folders.twin, options), evalSchema)).clean,
        }
      },
    },
    context,
  )
}
