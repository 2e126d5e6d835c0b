import { join } from 'node:path'
import type { Defended, DefenceInput, InputDefence, Line, Reading, Setting } from '@codepurify/defences'
import { ask } from './ask.js'
import type { DefenceOutcome } from './defenceOutcome.js'
import { lazily, lazyModel } from './lazyModel.js'
import { codesOf, languageOf, type ExperimentRow } from '../records/experimentRow.js'
import { answersBehind } from '../victims/guard.js'
import type { Guard } from '../victims/model.js'
import { defenceOf, ruleOf } from '../options/ruleRevision.js'
import type { Options } from '../options/options.js'
import { inParts } from '../folders/parts.js'
import { readExperimentRows } from '../records/readExperimentRows.js'
import { paperVariants, type Run } from './run.js'
import { dataFiles } from './sampleStage.js'
import { hashOf } from '../folders/stage.js'
import { modelHash } from './trainStage.js'

/** Records that go through the defence at once: enough to fill length-sorted batches, few enough to lose little when killed. */
const recordsAPart = 20

/** Puts a defence in front of the victim: the line from clean validation records, then both sets of records through the defence, and the victim's answers behind it. */
export async function defendInputs<Row>(
  run: Run<Row>,
  { defence, setting }: { readonly defence: InputDefence; readonly setting: Setting },
  rows: { readonly triggered: readonly ExperimentRow[]; readonly clean: readonly ExperimentRow[] },
): Promise<DefenceOutcome> {
  const { folders, options, context, start, task } = run
  const input = (row: ExperimentRow): DefenceInput => ({ id: row.id, parts: codesOf(row), language: languageOf(row, task) })
  const calibration = (await readExperimentRows(dataFiles(folders.data).valid)).slice(0, calibrationSize(options)).map(input)
  const opened = lazyModel(run, folders.attack)
  const guard = lazily(async () =>
    (await opened.get()).guard(defence, {
      maskedLm: start.maskedLm,
      setting,
      paperVariants: paperVariants(run),
      seed: options.seed,
      device: options.device,
      clean: calibration,
    }),
  )
  const needsWriter = defence.needs.some((need) => need === 'maskedLm' || need === 'perplexity')
  const asksVictim = defence.needs.includes('victim')
  const key = [
    defenceOf(options),
    setting,
    asksVictim ? await modelHash(folders.attack) : null,
    needsWriter ? await hashOf(start.maskedLm) : null,
    ...Object.values(ruleOf(options, task)),
    // units are put into some of these
    ...(task.kind === 'classification' || task.prose === true ? [calibration.length] : []),
  ]
  // what does not ask the victim finds the same in front of each: clean records go through it once
  const folder = join(asksVictim ? folders.attack : folders.data, 'defended')
  try {
    const clean = await inParts(
      {
        folder,
        key: ['suspicion', ...key],
        items: setting.mode === 'matched' || defence.publishedFromClean === true ? calibration : [],
        size: recordsAPart,
        title: 'calibrate',
        work: async (some) => (await guard.get()).suspicion(some),
      },
      context,
    )
    const line = await lineOf(guard, folder, clean.out, key, context)
    const through = (some: readonly ExperimentRow[], title: string) =>
      inParts<DefenceInput, Defended>(
        {
          folder,
          key: ['defended', line, ...key],
          items: some.map(input),
          size: recordsAPart,
          title,
          work: async (inputs) => (await guard.get()).defend(inputs, line),
        },
        context,
      )
    const [triggered, other] = [
      await through(rows.triggered, 'defend triggered records'),
      await through(rows.clean, 'defend clean records'),
    ]
    await (await guard.ifOpen())?.release()
    await (await opened.ifOpen())?.release()
    const said = { triggered: await answersAfter(run, triggered.out), clean: await answersAfter(run, other.out) }
    return {
      seconds: clean.seconds + triggered.seconds + other.seconds + said.triggered.seconds + said.clean.seconds,
      // with a line for each label, suspicions are what is above it
      threshold: typeof line === 'number' ? line : 0,
      ...(typeof line === 'number' ? {} : { thresholds: line }),
      said: { triggered: said.triggered.said, clean: said.clean.said },
      defended: { triggered: triggered.out, clean: other.out },
      suspected: { triggered: triggered.out.map(({ suspected }) => suspected), clean: other.out.map(({ suspected }) => suspected) },
      suspicion: { triggered: triggered.out.map(({ suspicion }) => suspicion), clean: other.out.map(({ suspicion }) => suspicion) },
    }
  } catch (error) {
    await (await guard.ifOpen()?.catch(() => undefined))?.release()
    await (await opened.ifOpen()?.catch(() => undefined))?.release()
    throw error
  }
}

async function lineOf(
  guard: { get(): Promise<Guard> },
  folder: string,
  clean: readonly Reading[],
  key: readonly unknown[],
  context: Run<never>['context'],
): Promise<Line> {
  const { out } = await inParts(
    {
      folder,
      key: ['threshold', ...key],
      items: [clean],
      size: 1,
      title: 'threshold',
      work: async ([one]) => [(await guard.get()).threshold(one ?? [])],
    },
    context,
  )
  const [line] = out
  if (line === undefined) throw new Error('the defence gave no line')
  return line
}

// under --limit fewer records will do, but never fewer than the false-positive rate can be read from
function calibrationSize({ limit, falsePositiveRate }: Options): number | undefined {
  return limit === undefined ? undefined : Math.max(limit, Math.ceil(1 / falsePositiveRate))
}

/** The answers that stand behind the defence: those that it gave, and the victim's to the rest. */
async function answersAfter<Row>(run: Run<Row>, defended: readonly Defended[]): Promise<{ said: string[]; seconds: number }> {
  let seconds = 0
  const said = await answersBehind(defended, async (open) => {
    const asked = await ask(run, run.folders.attack, open, 'answer defended records')
    seconds = asked.seconds
    return asked.said
  })
  return { said, seconds }
}
