import { type FunctionRecord, functionSchema, readRecords, sha256, sha256File, writeFileAtomic } from '@codepurify/dataset'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type CorpusSummary, functionsFile } from './corpusSummary.js'
import { type CorpusTask, corpusTasks, taskRules } from './taskRules.js'

const count = z.number().int().nonnegative()
const schema = z.object({
  task: z.enum(corpusTasks),
  input: z.string(),
  seed: z.number(),
  file: z.object({ name: z.string(), records: count, bytes: count, sha256: z.string() }),
  splits: z.object({ train: count, valid: count, test: count }),
  kinds: z.record(z.string(), count),
  left: z.record(z.string(), count),
})

/** What a task's file holds: its hash, how many records each part and each kind has, and how many functions were left out for which reason. */
export type TaskSummary = z.infer<typeof schema>

/** How far the making of a task's records is, in functions. */
export interface TaskProgress {
  readonly step: CorpusTask
  readonly done: number
  readonly total: number
}

const every = 100

/**
 * Makes the records of a task out of the functions of a built corpus: writes the task's Arrow file and `<task>.json` beside it. A file that is up to date is left
 * as it is; the same functions and seed give the same bytes. Throws RangeError where the corpus lacks a language that the task needs.
 */
export async function buildTask(
  task: CorpusTask,
  {
    folder,
    corpus,
    seed,
    onProgress,
  }: { folder: string; corpus: CorpusSummary; seed: number; onProgress: (progress: TaskProgress) => void },
): Promise<TaskSummary & { readonly built: boolean }> {
  const { recipe, file: name, languages, write } = taskRules[task]
  const sources = languages.map((language) => {
    const source = corpus.files[functionsFile(language)]
    if (source === undefined)
      throw new RangeError(
        `the task ${task} needs the functions of ${languages.join(' and ')}; this corpus has none of ${language}. Build it too.`,
      )
    return { language, ...source }
  })
  const input = sha256(JSON.stringify({ recipe, seed, sources: sources.map(({ sha256 }) => sha256) }))
  const ready = await upToDate(folder, task, input)
  if (ready) return { ...ready, built: false }
  const functions: FunctionRecord[] = []
  for (const { language } of sources)
    for await (const record of readRecords(join(folder, functionsFile(language)), functionSchema)) functions.push(record)
  const [splits, kinds, left] = [{ train: 0, valid: 0, test: 0 }, new Map<string, number>(), new Map<string, number>()]
  let done = 0
  onProgress({ step: task, done, total: functions.length })
  const file = await write(join(folder, name), functions, {
    seed,
    onFunction: () => {
      done += 1
      if (done % every === 0) onProgress({ step: task, done, total: functions.length })
    },
    onRecord: ({ split }, kind) => {
      splits[split] += 1
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    },
    onLeft: (reason) => left.set(reason, (left.get(reason) ?? 0) + 1),
  })
  onProgress({ step: task, done: functions.length, total: functions.length })
  const summary: TaskSummary = { task, input, seed, file: { name, ...file }, splits, kinds: sorted(kinds), left: sorted(left) }
  await writeFileAtomic(join(folder, `${task}.json`), `${JSON.stringify(summary, null, 2)}\n`)
  return { ...summary, built: true }
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function upToDate(folder: string, task: CorpusTask, input: string): Promise<TaskSummary | undefined> {
  try {
    const summary = schema.parse(JSON.parse(await readFile(join(folder, `${task}.json`), 'utf8')))
    return summary.input === input && (await sha256File(join(folder, summary.file.name))) === summary.file.sha256 ? summary : undefined
  } catch {
    return undefined
  }
}
