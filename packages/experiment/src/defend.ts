import { join } from 'node:path'
import { lazily, lazyModel } from './evalStage.js'
import type { ExperimentRow } from './experimentRow.js'
import type { Guard } from './model.js'
import type { Options } from './options.js'
import { inParts } from './parts.js'
import { all } from './poisonStage.js'
import type { Run } from './run.js'
import { dataFiles } from './sampleStage.js'
import { hashOf } from './stage.js'
import { modelHash } from './trainStage.js'

/** Records that go through the defence at once: enough to fill length-sorted batches, few enough to lose little when killed. */
const recordsAPart = 20

/** The threshold from clean validation records, then both sets of records through the defence. */
export async function defend<Row>(run: Run<Row>, triggered: readonly ExperimentRow[], clean: readonly ExperimentRow[]) {
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

const code = (row: ExperimentRow): string => row.code
