import {
  aloneIn,
  FileError,
  RejectFile,
  sha256,
  sha256File,
  type Split,
  splits,
  type Waiting,
  writeFileAtomic,
  writeRecords,
} from '@codepurify/dataset'
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type PublicSet, publicSets, type PublicSetName } from './publicSets.js'

const schema = z.object({
  name: z.string(),
  task: z.string(),
  input: z.string(),
  sources: z.record(z.string(), z.string()),
  file: z.object({ records: z.number(), bytes: z.number(), sha256: z.string() }),
  splits: z.record(z.string(), z.number()),
  rejects: z.number(),
})

/** What an import gave: the hashes of what was read and written, how many records each part has, and how many rows were set aside. */
export type ImportSummary = z.infer<typeof schema>

/** Goes up by one whenever the way that the public sets are read changes. */
const importRecipe = 3

/** The public data set of a name. Throws RangeError that lists the known names. */
export function publicSet(name: string): PublicSet<{ readonly split: Split }> {
  if (!Object.hasOwn(publicSets, name))
    throw new RangeError(`No data set "${name}". Known data sets: ${Object.keys(publicSets).join(', ')}`)
  return publicSets[name as PublicSetName] as PublicSet<{ readonly split: Split }>
}

/**
 * Imports a public data set from a local folder into `<folder>/<name>.arrow`, with `<name>.json` (hashes and counts) and, where rows had to be set aside,
 * `<name>.rejects.jsonl` beside it. An import that is up to date is left as it is. `onRecord` is told of every record.
 * Throws FileError where a file is missing or broken, and where no record is left.
 */
export async function importDataset({
  folder = join('runs', 'datasets', 'imported'),
  onRecord = () => {},
  waiting,
  ...what
}: ImportOptions): Promise<Imported> {
  return aloneIn(folder, () => importAlone({ ...what, folder, onRecord }), waiting)
}

interface ImportOptions {
  readonly name: string
  readonly from: string
  readonly folder?: string
  readonly onRecord?: (records: number) => void
  /** How it waits where another process is at work in the folder. */
  readonly waiting?: Partial<Waiting>
}

type Imported = ImportSummary & { readonly path: string; readonly imported: boolean }

async function importAlone({ name, from, folder, onRecord }: Required<Omit<ImportOptions, 'waiting'>>): Promise<Imported> {
  const set = publicSet(name)
  const path = join(folder, `${name}.arrow`)
  const sources: Record<string, string> = {}
  for (const file of set.files) {
    sources[file] = await sha256File(join(from, file)).catch((error: unknown) => {
      if (existsSync(join(from, file))) throw error
      throw new FileError(join(from, file), 'no such file. Give the folder of the public data sets as CODEPURIFY_DATA or --from.', error)
    })
  }
  const input = sha256(JSON.stringify({ importRecipe, name, sources }))
  const ready = await upToDate(join(folder, `${name}.json`), path, input)
  if (ready) return { ...ready, path, imported: false }
  const rejects = new RejectFile(join(folder, `${name}.rejects.jsonl`))
  const counts: Record<Split, number> = { train: 0, valid: 0, test: 0 }
  let records = 0
  async function* counted(): AsyncIterable<{ readonly split: Split }> {
    for await (const record of set.read(from, rejects.add)) {
      counts[record.split] += 1
      onRecord(++records)
      yield record
    }
    if (records > 0) return
    const reasons = (await rejects.write()) > 0 ? `; ${rejects.count} rows were set aside, with their reasons, in ${rejects.path}` : ''
    throw new FileError(from, `the files of ${name} hold no record${reasons}. Fetch them again.`)
  }
  const file = await writeRecords(path, counted(), set.schema)
  await rm(rejects.path, { force: true })
  const summary = { name, task: set.task, input, sources, file, splits: nonZero(counts), rejects: await rejects.write() }
  await writeFileAtomic(join(folder, `${name}.json`), `${JSON.stringify(summary, null, 2)}\n`)
  return { ...summary, path, imported: true }
}

function nonZero(counts: Readonly<Record<Split, number>>): Record<string, number> {
  return Object.fromEntries(splits.flatMap((split) => (counts[split] > 0 ? [[split, counts[split]]] : [])))
}

async function upToDate(summaryPath: string, path: string, input: string): Promise<ImportSummary | undefined> {
  try {
    const summary = schema.parse(JSON.parse(await readFile(summaryPath, 'utf8')))
    return summary.input === input && (await sha256File(path)) === summary.file.sha256 ? summary : undefined
  } catch {
    return undefined
  }
}
