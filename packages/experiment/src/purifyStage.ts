import { join } from 'node:path'
import { writeFileAtomic } from '@codepurify/dataset'
import { ask, notPlanted, triggeredRows } from './attackStage.js'
import { defend } from './defend.js'
import { cleanRows } from './evalStage.js'
import type { ExperimentRow } from './experimentRow.js'
import { differenceOfShares, differenceOnPairs, gives, measuredPairs, shareOf } from './measures.js'
import type { PurifiedCode } from './model.js'
import { poisonFiles } from './poisonStage.js'
import { located, purifiedRecord, showable } from './purifiedRecord.js'
import { attackSchema, poisonSchema, purifySchema, trainSchema, type PurifyResult } from './resultSchema.js'
import type { Run } from './run.js'
import { dataFiles } from './sampleStage.js'
import { readResult, runStage } from './stage.js'
import { modelFolder } from './trainStage.js'

/** Files that purify writes beside its result. */
export const purifyFiles = (folder: string) => ({ records: join(folder, 'purified.jsonl'), example: join(folder, 'example.json') })

/** Puts the defence in front of the victim and measures again what attack measured, on the same records, and what the defence costs on clean ones. */
export async function purifyStage<Row>(run: Run<Row>): Promise<PurifyResult> {
  const { folders, context, identity, options, profile, start, task } = run
  const outputs = purifyFiles(folders.attack)
  return runStage(
    {
      name: 'purify',
      revision: 1,
      identity,
      file: join(folders.attack, 'purify.json'),
      schema: purifySchema,
      options: {
        rule: options.rule,
        falsePositiveRate: options.falsePositiveRate,
        limit: options.limit ?? null,
        calibration: profile.records.calibration,
        maximumLength: profile.maximumLength,
      },
      inputs: {
        attack: join(folders.attack, 'attack.json'),
        triggered: poisonFiles(folders.attack).triggered,
        valid: dataFiles(folders.data).valid,
        test: dataFiles(folders.data).test,
        victim: modelFolder(folders.attack),
        maskedLm: start.maskedLm,
      },
      outputs,
      work: async () => {
        const attack = await readResult(join(folders.attack, 'attack.json'), attackSchema)
        const [triggered, clean] = [await triggeredRows(run), await cleanRows(run)]
        const defended = await defend(run, triggered, clean)
        const before = { triggered: await ask(run, folders.attack, triggered.map(code), 'answer triggered records'), clean: await ask(run, folders.attack, clean.map(code), 'answer clean records') } // prettier-ignore
        const after = { triggered: await answersAfter(run, defended.triggered), clean: await answersAfter(run, defended.clean) }
        const floor = gives((await ask(run, folders.twin, triggered.map(code), 'the twin answers the same')).said, task.target)
        const records = [
          ...triggered.map((row, i) =>
            purifiedRecord('triggered', row, defended.triggered[i], before.triggered.said[i], after.triggered.said[i]),
          ),
          ...clean.map((row, i) => purifiedRecord('clean', row, defended.clean[i], before.clean.said[i], after.clean.said[i])),
        ]
        await writeFileAtomic(outputs.records, records.map((one) => `${JSON.stringify(one)}\n`).join(''))
        await writeFileAtomic(outputs.example, `${JSON.stringify(showable(records, task.target), null, 2)}\n`)
        const seconds = defended.seconds + after.triggered.seconds + after.clean.seconds
        const hits = gives(after.triggered.said, task.target)
        const pairs = (said: readonly string[]) => clean.map(({ answer }, i) => ({ answer: said[i] ?? '', reference: answer }))
        const [cleanPairs, cleanPairsDefended] = [pairs(before.clean.said), pairs(after.clean.said)]
        return {
          seconds,
          variant: options.variant,
          init: options.init,
          rule: options.rule,
          records: triggered.length,
          cleanRecords: clean.length,
          notPlanted: await notPlanted(run),
          threshold: defended.threshold,
          falsePositiveRate: options.rule === 'paper' ? null : options.falsePositiveRate,
          asr: attack.asr,
          asrDefended: shareOf(hits),
          floor: shareOf(floor),
          excess: differenceOfShares(hits, floor, options.seed),
          clean: await measuredPairs(task, cleanPairs, options.seed),
          cleanDefended: await measuredPairs(task, cleanPairsDefended, options.seed),
          cleanCost: await differenceOnPairs(task, cleanPairs, cleanPairsDefended, options.seed),
          localisation: shareOf(triggered.map((row, i) => located(row, defended.triggered[i]))),
          parses: shareOf(
            [...defended.triggered, ...defended.clean].filter(({ parsedBefore }) => parsedBefore).map(({ parses }) => parses),
          ),
          suspected: {
            triggered: shareOf(defended.triggered.map(({ suspected }) => suspected)),
            clean: shareOf(defended.clean.map(({ suspected }) => suspected)),
          },
          modelCalls: [...defended.triggered, ...defended.clean].reduce((sum, { modelCalls }) => sum + modelCalls, 0),
          secondsTotal: seconds + attack.seconds + (await ownSeconds(folders.attack)),
        }
      },
    },
    context,
  )
}

/** The victim's answers to purified codes: those that the defence asked for, and the others now. */
async function answersAfter<Row>(run: Run<Row>, defended: readonly PurifiedCode[]): Promise<{ said: string[]; seconds: number }> {
  const open = defended.filter(({ answer }) => answer === null).map(({ purified }) => purified)
  const asked = await ask(run, run.folders.attack, open, 'answer purified records')
  const rest = asked.said.values()
  return { said: defended.map(({ answer }) => answer ?? rest.next().value ?? ''), seconds: asked.seconds }
}

async function ownSeconds(folder: string): Promise<number> {
  const poison = await readResult(join(folder, 'poison.json'), poisonSchema)
  const train = await readResult(join(folder, 'train.json'), trainSchema)
  return poison.seconds + train.seconds
}

const code = (row: ExperimentRow): string => row.code
