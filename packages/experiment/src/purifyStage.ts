import { join } from 'node:path'
import { writeFileAtomic } from '@codepurify/dataset'
import { ask, notPlanted, triggeredRows } from './attackStage.js'
import { cleanRows, lazily, lazyModel } from './evalStage.js'
import { readSpans, type ExperimentRow } from './experimentRow.js'
import { differenceOfShares, differenceOnPairs, gives, measuredPairs, overlap, shareOf } from './measures.js'
import type { Guard, PurifiedCode } from './model.js'
import { inParts } from './parts.js'
import type { Options } from './options.js'
import { all, poisonFiles } from './poisonStage.js'
import { attackSchema, poisonSchema, purifySchema, trainSchema, type PurifyResult } from './resultSchema.js'
import type { Run } from './run.js'
import { dataFiles } from './sampleStage.js'
import { hashOf, readResult, runStage } from './stage.js'
import { modelFolder, modelHash } from './trainStage.js'
import { showable, type PurifiedRecord } from './purifiedRecord.js'

/** Records that go through the defence at once: enough to fill length-sorted batches, few enough to lose little when killed. */
const recordsAPart = 20

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
          ...triggered.map((row, i) => record('triggered', row, defended.triggered[i], before.triggered.said[i], after.triggered.said[i])),
          ...clean.map((row, i) => record('clean', row, defended.clean[i], before.clean.said[i], after.clean.said[i])),
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

/** The threshold from clean validation records, then both sets of records through the defence. */
async function defend<Row>(run: Run<Row>, triggered: readonly ExperimentRow[], clean: readonly ExperimentRow[]) {
  const { folders, options, context, start, task } = run
  const opened = lazyModel(run, folders.attack)
  const guard = lazily(async () =>
    (await opened.get()).guard({
      maskedLm: start.maskedLm,
      rule: options.rule,
      language: task.language,
      paperVariant: `${task.paperName}/${options.model}`,
      device: options.device,
    }),
  )
  const key = [options.rule, await modelHash(folders.attack), await hashOf(start.maskedLm)]
  const folder = join(folders.attack, 'defended')
  try {
    const calibration =
      options.rule === 'paper' ? [] : (await all(dataFiles(folders.data).valid)).slice(0, calibrationSize(options)).map(code)
    const statistics = await inParts(
      {
        folder,
        key: ['statistics', ...key],
        items: calibration,
        size: recordsAPart,
        title: 'calibrate',
        work: async (codes) => finite(await (await guard.get()).statistics(codes)),
      },
      context,
    )
    const threshold = await thresholdOf(guard, folder, statistics.out, options.falsePositiveRate, key, context)
    const through = (rows: readonly ExperimentRow[], title: string) =>
      inParts(
        {
          folder,
          key: ['purified', threshold, ...key],
          items: rows.map(code),
          size: recordsAPart,
          title,
          work: async (codes) => (await guard.get()).purify(codes, { threshold }),
        },
        context,
      )
    const [one, two] = [await through(triggered, 'purify triggered records'), await through(clean, 'purify clean records')]
    return { threshold, triggered: one.out, clean: two.out, seconds: statistics.seconds + one.seconds + two.seconds }
  } finally {
    await (await guard.ifOpen())?.release()
    await (await opened.ifOpen())?.release()
  }
}

async function thresholdOf(
  guard: { get(): Promise<Guard> },
  folder: string,
  statistics: readonly number[],
  falsePositiveRate: number,
  key: readonly unknown[],
  context: Run<never>['context'],
): Promise<number> {
  const { out } = await inParts(
    {
      folder,
      key: ['threshold', ...key],
      items: [{ statistics, falsePositiveRate }],
      size: 1,
      title: 'threshold',
      work: async ([one]) => [(await guard.get()).threshold(one?.statistics ?? [], { falsePositiveRate })],
    },
    context,
  )
  const [threshold] = out
  if (threshold === undefined) throw new Error('the rule gave no threshold')
  return threshold
}

// under --limit fewer records will do, but never fewer than the false-positive rate can be read from
function calibrationSize({ limit, falsePositiveRate }: Options): number | undefined {
  return limit === undefined ? undefined : Math.max(limit, Math.ceil(1 / falsePositiveRate))
}

// JSON has no NaN and no infinity; a record without a statistic can never be suspected
function finite(statistics: readonly number[]): number[] {
  return statistics.map((value) => (Number.isFinite(value) ? value : Number.MAX_VALUE))
}

function located({ planted }: ExperimentRow, defended: PurifiedCode | undefined): boolean {
  const top = typeof defended?.top !== 'number' ? undefined : defended.units[defended.top]
  return top !== undefined && overlap(top.spans, readSpans(planted))
}

function record(
  kind: PurifiedRecord['kind'],
  row: ExperimentRow,
  defended: PurifiedCode | undefined,
  answer = '',
  answerDefended = '',
): PurifiedRecord {
  if (defended === undefined) throw new Error(`record ${row.id} did not come back from the defence`)
  const { units, top, purified, suspected, parses, modelCalls } = defended
  return {
    kind,
    id: row.id,
    code: row.code,
    planted: readSpans(row.planted),
    units,
    top,
    purified,
    suspected,
    parses,
    modelCalls,
    answer,
    answerDefended,
    reference: row.answer,
  }
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
