import {
  aloneIn,
  type FunctionRecord,
  functionSchema,
  languages as allLanguages,
  type RecordLanguage,
  repairSchema,
  sha256,
  splitByGroup,
  type Waiting,
  writeFileAtomic,
  writeRecords,
} from '@codepurify/dataset'
import { loadLanguage } from '@codepurify/syntax'
import { dirname, join } from 'node:path'
import { collectFunctions, type Found } from './collectFunctions.js'
import { type CorpusSummary, countSplits, functionsFile, type LanguageCounts, upToDate } from './corpusSummary.js'
import { fetchAll } from './fetchAll.js'
import { registryStream, type TarballStream } from './fetchPackage.js'
import { type PinnedPackage, readLockFile } from './lockFile.js'
import { npmConfig } from './npmConfig.js'
import { seedBugs } from './seedBugs.js'
import { buildTask, type TaskSummary } from './taskFiles.js'
import type { CorpusTask } from './taskRules.js'

/** How far a step of the build is. `done` and `total` count bytes for the fetch, files for the extraction, functions for the bugs and the tasks. */
export interface CorpusProgress {
  readonly step: 'fetch' | 'extract' | 'bugs' | CorpusTask
  readonly done: number
  readonly total: number
}

/** What to build, and where. Tests give their own packages and stream. */
export interface BuildOptions {
  readonly folder?: string
  readonly cache?: string
  readonly languages?: readonly RecordLanguage[]
  readonly seed?: number
  /** The tasks whose records are made as well; none unless given. Those of program repair are always made where there is Java. */
  readonly tasks?: readonly CorpusTask[]
  readonly packages?: readonly PinnedPackage[]
  readonly stream?: TarballStream
  readonly onProgress?: (progress: CorpusProgress) => void
  /** How it waits where another process is at work in the folder. */
  readonly waiting?: Partial<Waiting>
}

/** What was built: the corpus, and the files of the tasks that were asked for; `built` is false where they were up to date. */
export type BuiltCorpus = CorpusSummary & {
  readonly built: boolean
  readonly tasks: readonly (TaskSummary & { readonly built: boolean })[]
}

/** Goes up by one whenever the rules of extraction, splitting or mutation change, so that older corpora are built again. */
export const recipe = 2

const shares = { train: 0.9, valid: 0.05, test: 0.05 } as const

/**
 * Builds the embedded corpus: fetches the pinned packages by hash, extracts and deduplicates their functions, splits them by groups of near-duplicates, seeds
 * bugs into the Java ones, and writes `functions-<language>.arrow`, `repair-java.arrow` and `corpus.json`. The same packages and seed give the same bytes;
 * a corpus that is up to date is left as it is. One process builds in a folder at a time. After that come the files of `tasks`, each on its own, where they are not up to date. Files are cached in `cache` (`cache` beside the folder), and once there no network is needed.
 */
export async function buildCorpus({
  folder = join('runs', 'datasets', 'embedded'),
  cache = join(dirname(folder), 'cache'),
  languages = allLanguages,
  seed = 1,
  tasks = [],
  packages,
  stream,
  onProgress = () => {},
  waiting,
}: BuildOptions = {}): Promise<BuiltCorpus> {
  const build = async (): Promise<BuiltCorpus> => {
    const corpus = await buildFunctions({ folder, cache, languages, seed, packages, stream, onProgress })
    const made: BuiltCorpus['tasks'][number][] = []
    for (const task of tasks) made.push(await buildTask(task, { folder, corpus, seed, onProgress }))
    return { ...corpus, tasks: made }
  }
  return aloneIn(folder, build, waiting)
}

type Functions = Required<Omit<BuildOptions, 'tasks' | 'packages' | 'stream' | 'waiting'>> & {
  readonly packages: readonly PinnedPackage[] | undefined
  readonly stream: TarballStream | undefined
}

async function buildFunctions({
  folder,
  cache,
  languages,
  seed,
  packages,
  stream,
  onProgress,
}: Functions): Promise<CorpusSummary & { readonly built: boolean }> {
  const wanted = (packages ?? (await readLockFile())).filter(({ language }) => languages.includes(language))
  const input = sha256(JSON.stringify({ recipe, seed, wanted }))
  const ready = await upToDate(folder, input)
  if (ready) return { ...ready, built: false }
  const tarballs = await fetchAll(wanted, { cache, stream: stream ?? registryStream(await npmConfig()), onProgress })
  const found = await collectFunctions(tarballs, { onProgress })
  const files: CorpusSummary['files'] = {}
  const functions: LanguageCounts[] = []
  const taken = new Map<string, number>()
  let bugs: CorpusSummary['bugs']
  for (const language of languages) {
    const part = found.get(language)
    if (part === undefined) continue
    const records = withSplits(part, seed)
    for (const { source } of records)
      taken.set(`${source.package}@${source.version}`, (taken.get(`${source.package}@${source.version}`) ?? 0) + 1)
    files[functionsFile(language)] = await writeRecords(join(folder, functionsFile(language)), records, functionSchema)
    functions.push(languageCounts(language, part, records))
    if (language !== 'java') continue
    const made = await makeBugs(records, seed, onProgress)
    files['repair-java.arrow'] = await writeRecords(join(folder, 'repair-java.arrow'), made.records, repairSchema)
    bugs = made.counts
  }
  const summary: CorpusSummary = {
    recipe,
    input,
    seed,
    files,
    functions,
    ...(bugs === undefined ? {} : { bugs }),
    packages: wanted.map(({ name, version, licence, language }) => ({
      name,
      version,
      licence,
      language,
      functions: taken.get(`${name}@${version}`) ?? 0,
    })),
  }
  await writeFileAtomic(join(folder, 'corpus.json'), `${JSON.stringify(summary, null, 2)}\n`)
  return { ...summary, built: true }
}

function withSplits({ functions }: Found, seed: number): FunctionRecord[] {
  const splits = splitByGroup(functions, { group: ({ key, type2 }) => [`key ${key}`, `type2 ${type2}`], shares, seed })
  return functions.map((record, index) => ({ ...record, split: splits[index] ?? 'train' }))
}

function languageCounts(language: RecordLanguage, { files, skipped, found }: Found, records: readonly FunctionRecord[]): LanguageCounts {
  return {
    language,
    files,
    skipped,
    found,
    unique: records.length,
    type2Unique: new Set(records.map(({ type2 }) => type2)).size,
    documented: records.filter(({ doc }) => doc !== undefined).length,
    tokens: records.reduce((sum, { tokens }) => sum + tokens, 0),
    splits: countSplits(records),
  }
}

async function makeBugs(functions: readonly FunctionRecord[], seed: number, onProgress: (progress: CorpusProgress) => void) {
  const records = []
  const operators: Record<string, number> = {}
  const language = await loadLanguage('java')
  let done = 0
  const watched = function* (): Iterable<FunctionRecord> {
    for (const record of functions) {
      done += 1
      if (done % 100 === 0 || done === functions.length) onProgress({ step: 'bugs', done, total: functions.length })
      yield record
    }
  }
  for (const record of seedBugs(watched(), language, { seed })) {
    records.push(record)
    operators[record.operator] = (operators[record.operator] ?? 0) + 1
  }
  const sources = new Set(records.map(({ id }) => id.replace(/-\d+$/, ''))).size
  const sorted = Object.fromEntries(Object.entries(operators).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { records, counts: { records: records.length, functions: sources, operators: sorted, splits: countSplits(records) } }
}
