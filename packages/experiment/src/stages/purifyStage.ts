import { join } from 'node:path'
import { writeFileAtomic } from '@codepurify/dataset'
import type { Defence } from '@codepurify/defences'
import { recoveredShare } from '@codepurify/metrics'
import { ask } from './ask.js'
import { notPlanted, triggeredRows } from './attackStage.js'
import { byLanguage } from '../measures/byLanguage.js'
import { filterAndRetrain, retrainedFolder, retrainedOutcome } from './dataDefence.js'
import { detection } from './detection.js'
import { cleanRows } from './evalStage.js'
import { codesOf, type ExperimentRow } from '../records/experimentRow.js'
import { defendInputs } from './inputDefence.js'
import { differenceOfShares, differenceOnPairs, gives, measuredPairs, metricsOf, shareOf } from '../measures/measures.js'
import { openDefence, settingOf } from '../defences/openDefence.js'
import { defenceOf, ruleOf } from '../options/ruleRevision.js'
import { deviceOf } from '../options/options.js'
import { parsing } from '../measures/parsing.js'
import { poisonFiles } from './poisonStage.js'
import { readExperimentRows } from '../records/readExperimentRows.js'
import { located, purifiedRecord, showable } from '../defences/purifiedRecord.js'
import { attackSchema, poisonSchema, purifySchema, trainSchema, type PurifyResult } from '../results/resultSchema.js'
import { paperVariants, type Run } from './run.js'
import { dataFiles } from './sampleStage.js'
import { readResult, runStage } from '../folders/stage.js'
import { modelFolder } from './trainStage.js'
import { lengthsOf } from '../task.js'

/** Files of a defence's result; those of the default defence have no name in theirs. */
export function purifyFiles(folder: string, defence: string) {
  const own = defence === 'codepurify' ? '' : `-${defence}`
  return {
    result: join(folder, `purify${own}.json`),
    records: join(folder, `purified${own}.jsonl`),
    example: join(folder, `example${own}.json`),
  }
}

/** Puts the defence to work and measures again what attack measured, on the same records, and what the defence costs on clean ones. */
export async function purifyStage<Row>(run: Run<Row>): Promise<PurifyResult> {
  const { folders, context, identity, options, profile, start, task } = run
  const { result: file, ...outputs } = purifyFiles(folders.attack, options.defence)
  const name = defenceOf(options)
  const defence = await openDefence(name)
  const poison = await readResult(join(folders.attack, 'poison.json'), poisonSchema)
  const setting = await settingOf(options, {
    poisonRate: poison.train.poisoned / poison.train.records,
    paperVariants: paperVariants(run),
  })
  if (defence.stage === 'data') await filterAndRetrain(run, { defence, setting })
  return runStage(
    {
      name: 'purify',
      revision: 6,
      identity,
      file,
      schema: purifySchema,
      options: {
        defence: name,
        setting,
        limit: options.limit ?? null,
        calibration: profile.records.calibration,
        metrics: metricsOf(task),
        ...lengthsOf(profile),
        ...ruleOf(options, task),
        ...deviceOf(options),
      },
      inputs: {
        attack: join(folders.attack, 'attack.json'),
        triggered: poisonFiles(folders.attack).triggered,
        valid: dataFiles(folders.data).valid,
        test: dataFiles(folders.data).test,
        victim: modelFolder(folders.attack),
        ...extraInputs(defence, run, start.maskedLm),
      },
      outputs,
      work: async () => {
        const attack = await readResult(join(folders.attack, 'attack.json'), attackSchema)
        const rows = { triggered: await triggeredRows(run), clean: await cleanRows(run) }
        if (attack.records !== rows.triggered.length)
          throw new Error(
            `${join(folders.attack, 'attack.json')}: measured on ${attack.records} triggered records, expected the ${rows.triggered.length} of this call. Another process with another --limit has written it: run the command again.`,
          )
        const { defended, said, suspected, suspicion, threshold, thresholds, ...outcome } =
          defence.stage === 'data' ? await retrainedOutcome(run, rows) : await defendInputs(run, { defence, setting }, rows)
        const before = {
          triggered: await ask(run, folders.attack, rows.triggered.map(codesOf), 'answer triggered records'),
          clean: await ask(run, folders.attack, rows.clean.map(codesOf), 'answer clean records'),
        }
        const twin = await ask(run, folders.twin, rows.triggered.map(codesOf), 'the twin answers the same')
        const missed = task.kind === 'classification' ? await missedBefore(run, rows.triggered) : undefined
        const records = (['triggered', 'clean'] as const).flatMap((kind) =>
          rows[kind].map((row, i) => purifiedRecord(kind, row, defended[kind][i], before[kind].said[i], said[kind][i])),
        )
        await writeFileAtomic(outputs.records, records.map((one) => `${JSON.stringify(one)}\n`).join(''))
        await writeFileAtomic(outputs.example, `${JSON.stringify(showable(records, task.target), null, 2)}\n`)
        const [hits, victimHits, floor] = [gives(said.triggered, task.target), gives(before.triggered.said, task.target), gives(twin.said, task.target)] // prettier-ignore
        const right = rows.triggered.map(({ answer }, i) => gives([said.triggered[i] ?? ''], answer)[0] === true)
        const pairs = (answers: readonly string[]) => rows.clean.map(({ answer }, i) => ({ answer: answers[i] ?? '', reference: answer }))
        const [cleanPairs, cleanPairsDefended] = [pairs(before.clean.said), pairs(said.clean)]
        const both = [...defended.triggered, ...defended.clean]
        return {
          seconds: outcome.seconds,
          variant: options.variant,
          init: options.init,
          defence: name,
          rule: name === 'codepurify' ? 'default' : name === 'codepurify-paper' ? 'paper' : null,
          stageOfDefence: defence.stage,
          setting: setting.mode,
          records: rows.triggered.length,
          cleanRecords: rows.clean.length,
          notPlanted: await notPlanted(run),
          threshold,
          ...(thresholds && { thresholds }),
          falsePositiveRate: setting.mode === 'matched' ? setting.falsePositiveRate : null,
          asr: attack.asr,
          asrDefended: shareOf(hits),
          floor: shareOf(floor),
          excess: differenceOfShares(hits, floor, options.seed),
          ...(missed && { missRate: shareOf(missed), overMissRate: differenceOfShares(hits, missed, options.seed) }),
          recovered: victimHits.includes(true) ? recoveredShare(victimHits, right) : null,
          clean: await measuredPairs(task, cleanPairs, options.seed),
          cleanDefended: await measuredPairs(task, cleanPairsDefended, options.seed),
          cleanCost: await differenceOnPairs(task, cleanPairs, cleanPairsDefended, options.seed),
          localisation: both.some(({ places }) => places.length > 0)
            ? shareOf(rows.triggered.map((row, i) => located(row, defended.triggered[i])))
            : null,
          parses: await parsing(task, [...rows.triggered, ...rows.clean], both),
          suspected: { triggered: shareOf(suspected.triggered), clean: shareOf(suspected.clean) },
          ...detection(suspicion, setting),
          ...(await byLanguage(task, {
            triggered: { rows: rows.triggered, before: before.triggered.said, after: said.triggered },
            clean: { rows: rows.clean, before: before.clean.said, after: said.clean },
            seed: options.seed,
          })),
          modelCalls: both.reduce((sum, { modelCalls }) => sum + modelCalls, 0),
          problems: both.filter(({ problem }) => problem !== undefined).length,
          secondsTotal: outcome.seconds + attack.seconds + (await ownSeconds(run, defence)),
        }
      },
    },
    context,
  )
}

function extraInputs<Row>(defence: Defence, run: Run<Row>, maskedLm: string): Record<string, string> {
  const written = defence.needs.some((need) => need === 'maskedLm' || need === 'perplexity') ? { maskedLm } : {}
  if (defence.stage === 'input') return written
  const folder = retrainedFolder(run)
  return { ...written, filter: join(folder, 'filter.json'), retrained: modelFolder(folder) }
}

async function ownSeconds<Row>(run: Run<Row>, { stage }: Defence): Promise<number> {
  const seconds = async (file: string): Promise<number> => (await readResult(file, trainSchema)).seconds
  const { folders } = run
  const poison = await readResult(join(folders.attack, 'poison.json'), poisonSchema)
  const again = stage === 'data' ? await seconds(join(retrainedFolder(run), 'train.json')) : 0
  return poison.seconds + (await seconds(join(folders.attack, 'train.json'))) + again
}

/** Where the clean twin gives the attacker's answer to the triggered records as they were before: a trigger changes what a twin reads as well, a purified record is neither. */
async function missedBefore<Row>(run: Run<Row>, triggered: readonly ExperimentRow[]): Promise<boolean[]> {
  const before = new Map((await readExperimentRows(dataFiles(run.folders.data).test)).map((row) => [row.id, row]))
  const originals = triggered.map(({ id }) => {
    const original = before.get(id)
    if (!original) throw new Error(`the triggered record ${id} is not among the test records: was the sample made anew without the attack?`)
    return codesOf(original)
  })
  const { said } = await ask(run, run.folders.twin, originals, 'the twin answers them without the trigger')
  return gives(said, run.task.target)
}
