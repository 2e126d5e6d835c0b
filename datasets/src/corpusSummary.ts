import type { RecordLanguage, Split } from '@codepurify/dataset'
import { FileError, sha256File } from '@codepurify/dataset'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const count = z.number().int().nonnegative()
const language = z.enum(['java', 'c', 'javascript'])
const perSplit = z.object({ train: count, valid: count, test: count })

const schema = z.object({
  recipe: count,
  input: z.string(),
  seed: z.number(),
  files: z.record(z.string(), z.object({ records: count, bytes: count, sha256: z.string() })),
  functions: z.array(
    z.object({
      language,
      files: count,
      skipped: z.record(z.string(), count),
      found: count,
      unique: count,
      type2Unique: count,
      documented: count,
      tokens: count,
      splits: perSplit,
    }),
  ),
  bugs: z.object({ records: count, functions: count, operators: z.record(z.string(), count), splits: perSplit }).optional(),
  packages: z.array(z.object({ name: z.string(), version: z.string(), licence: z.string(), language, functions: count })),
})

/** What a built corpus holds: hashes of its files, counts by language, operator and package. The same corpus gives the same bytes, so no time or host stands in it. */
export type CorpusSummary = z.infer<typeof schema>

/** Counts of one language. */
export type LanguageCounts = CorpusSummary['functions'][number]

/** How many records each part has. */
export function countSplits(records: Iterable<{ readonly split: Split }>): Record<Split, number> {
  const counts = { train: 0, valid: 0, test: 0 }
  for (const { split } of records) counts[split] += 1
  return counts
}

/** The name of the file of a language's functions. */
export function functionsFile(name: RecordLanguage): string {
  return `functions-${name}.arrow`
}

/** Reads the summary of a built corpus. Throws FileError where it is absent or not of this form. */
export async function readSummary(folder: string): Promise<CorpusSummary> {
  const path = join(folder, 'corpus.json')
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    throw new FileError(path, 'no readable summary of a corpus. Build it with "nx run datasets:build".', error)
  }
}

/** The summary of the corpus in a folder when it was made from this input and every file still has its hash; otherwise undefined. */
export async function upToDate(folder: string, input: string): Promise<CorpusSummary | undefined> {
  try {
    const summary = await readSummary(folder)
    if (summary.input !== input) return undefined
    for (const [name, { sha256 }] of Object.entries(summary.files)) if ((await sha256File(join(folder, name))) !== sha256) return undefined
    return summary
  } catch {
    return undefined
  }
}
