import { join } from 'node:path'
import type { BuiltCorpus } from './buildCorpus.js'
import type { ImportSummary } from './importDataset.js'

/** What the build command prints when it is done: counts by language and by operator, in a few lines. */
export function buildReport(summary: BuiltCorpus, { folder, seconds }: { folder: string; seconds: number }): string {
  const lines = [`${join(folder, 'corpus.json')}: ${summary.built ? 'built' : 'up to date'} in ${seconds.toFixed(1)} s`]
  for (const { language, files, skipped, unique, type2Unique, documented, splits } of summary.functions) {
    const left = Object.entries(skipped)
      .map(([reason, files]) => `${files} ${reason}`)
      .join(', ')
    lines.push(
      `  ${language}: ${unique} functions (${type2Unique} type-2 unique, ${documented} documented) from ${files} files; files left out: ${left || 'none'}; ` +
        `train/valid/test ${splits.train}/${splits.valid}/${splits.test}`,
    )
  }
  if (summary.bugs) {
    const { records, functions, operators, splits } = summary.bugs
    lines.push(
      `  seeded bugs: ${records} pairs from ${functions} Java methods; train/valid/test ${splits.train}/${splits.valid}/${splits.test}`,
    )
    lines.push(`    ${listed(operators)}`)
  }
  for (const { file, splits, kinds, left, built } of summary.tasks) {
    lines.push(
      `  ${join(folder, file.name)}: ${built ? 'built' : 'up to date'}: ${file.records} records; train/valid/test ${splits.train}/${splits.valid}/${splits.test}`,
    )
    lines.push(`    ${listed(kinds)}${Object.keys(left).length > 0 ? `; left out: ${listed(left)}` : ''}`)
  }
  return lines.join('\n')
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
}

/** What the import command prints when it is done. */
export function importReport(
  summary: ImportSummary & { readonly path: string; readonly imported: boolean },
  { seconds }: { seconds: number },
): string {
  const parts = Object.entries(summary.splits)
    .map(([split, records]) => `${split} ${records}`)
    .join(', ')
  const rejects =
    summary.rejects > 0
      ? `; ${summary.rejects} rows set aside, see ${summary.path.replace(/\.arrow$/, '.rejects.jsonl')}`
      : '; no row set aside'
  return `${summary.path}: ${summary.imported ? 'imported' : 'up to date'} in ${seconds.toFixed(1)} s: ${summary.file.records} ${summary.task} records (${parts})${rejects}`
}
