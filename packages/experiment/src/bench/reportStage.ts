import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { reasonOf, sha256File, writeFileAtomic } from '@codepurify/dataset'
import {
  chosenRecords,
  comparisonColumns,
  groups,
  markdownTable,
  publishedColumns,
  publishedTable,
  rateText,
  recordQuotas,
  reportPage,
  type ReportCell,
} from '@codepurify/report'
import { benchCsv } from '../results/benchCsv.js'
import { benchMarkdown, shownComparisons, tableRow } from '../results/benchTables.js'
import { compareCells, type FinishedCell } from '../comparison/compareCells.js'
import { readPurified, type PurifiedRecord } from '../defences/purifiedRecord.js'
import { keptResult, type KeptResult } from '../results/resultsFile.js'
import { earlierNotes } from '../results/earlierRule.js'
import { oneLabelNotes } from '../results/oneLabel.js'
import { defenceNames } from '../defences/openDefence.js'
import { filterFindings, type FilterFindings } from '../stages/dataDefence.js'
import { attackNames } from '../stages/openTrigger.js'
import { benchSchema, poisonSchema } from '../results/resultSchema.js'
import { cellName } from '../options/cells.js'
import { readResult } from '../folders/stage.js'
import type { Task } from '../task.js'

/** Records that the page shows, of all cells together: a few dozen. */
const recordsShown = 36

/** What was written: the page, the cells on it, and the results that were left out and why. */
export interface ReportResult {
  readonly page: string
  readonly cells: number
  readonly leftOut: readonly string[]
}

/** A purify result, and the file that it stands in. */
interface FoundResult extends FinishedCell<KeptResult> {
  readonly file: string
}

/**
 * Writes `runs/<task>/report.html`, and its numbers as `report.md` and `report.csv`, from the purify results that stand under the task's folder; it runs no stage and reads results only. A result that does not fit its schema
 * (of an older program) is left out, which the page says. Throws where there is no result.
 */
export async function reportStage<Row>(task: Task<Row>, { runs }: { readonly runs: string }): Promise<ReportResult> {
  const folder = join(runs, task.name)
  const results: FoundResult[] = []
  const leftOut: string[] = []
  for (const name of await resultFiles(folder)) {
    try {
      const result = await readResult(join(folder, name), keptResult)
      if (result.task !== task.name) throw new Error(`is a result of ${result.task}, expected one of ${task.name}`)
      results.push({
        result,
        file: join(folder, name),
        folder: join(folder, name, '..'),
        records: join(folder, name.replace(/purify(-[a-z-]+)?\.json$/u, 'purified$1.jsonl')),
      })
    } catch (error) {
      leftOut.push(`left out ${name}: ${reasonOf(error).replace(`${join(folder, name)}: `, '')}`)
    }
  }
  if (results.length === 0)
    throw new Error(
      [`${folder} holds no purify result for a report. Run purify or bench first, with the same --runs.`, ...leftOut].join('\n  '),
    )
  results.sort(byPlace)
  const quotas = recordQuotas(
    results.map(({ result }) => ({ defence: result.defence, looks: result.localisation !== null })),
    recordsShown,
  )
  const cells: ReportCell[] = []
  for (const [i, found] of results.entries()) {
    const { records, problem } = await readRecords(found)
    if (problem !== undefined) leftOut.push(`without its records: ${problem}`)
    cells.push(await readCell(task, found, records, { most: quotas[i] ?? 0, turn: found.result.defence === 'codepurify' ? 0 : i }))
  }
  const { comparisons: compared, leftOut: notCompared } = await compareCells(
    task,
    results.map((one) => ({ ...one, conditions: victims(task, one.result, one.folder) })),
  )
  const shown = results.map(({ result }) => result)
  const said = new Map(results.map(({ result, folder: from }) => [result, conditions(task, result, from)]))
  leftOut.push(
    ...notCompared,
    ...oneLabelNotes(shown),
    ...earlierNotes(task, said),
    ...(await stillFailed(folder, Object.keys(task.models), results)),
  )
  const comparisons = shownComparisons(compared, shown)
  const page = join(folder, 'report.html')
  await writeFileAtomic(
    page,
    await reportPage({ task: task.name, paperName: task.paperName, metrics: task.metrics, cells, comparisons, notes: leftOut }),
  )
  const tables = groups([...said], ([, name]) => name)
  const markdown = [...tables].map(([name, group]) => `## ${name}\n\n${benchMarkdown(task, { rows: group.map(([result]) => result) })}\n`) // prettier-ignore
  const beside = comparisons.length === 0 ? [] : [`## CodePurify beside other defences\n\n${markdownTable(comparisons, comparisonColumns(task.metrics, comparisons))}\n`] // prettier-ignore
  await writeFileAtomic(
    join(folder, 'report.md'),
    [`# ${task.name}\n`, ...markdown, ...beside, ...publishedMarkdown(task.paperName, cells), ...listed(leftOut)].join('\n'),
  )
  await writeFileAtomic(
    join(folder, 'report.csv'),
    benchCsv(task, [...said.keys()], [], (row) => said.get(row) ?? ''),
  )
  return { page, cells: cells.length, leftOut }
}

/** Table II beside ours, where the paper has the task. */
function publishedMarkdown(paperName: string, cells: readonly ReportCell[]): string[] {
  const found = publishedTable(paperName, cells)
  if (found === null) return []
  return [`## Beside the published table\n\nASR_D in per cent, of "none" ASR; in brackets the interval of ours, the mean of its cells' bounds.\n\n${markdownTable(found.rows, publishedColumns)}\n`, ...listed(found.notes), ''] // prettier-ignore
}

const listed = (lines: readonly string[]): string[] => lines.map((line) => `- ${line}`)

/** By model, seed and rate, then attacks and defences in the order in which they are listed everywhere. */
function byPlace({ result: a }: FinishedCell<KeptResult>, { result: b }: FinishedCell<KeptResult>): number {
  const place = (names: readonly string[], name: string): number => names.indexOf(name) >>> 0
  return (
    a.model.localeCompare(b.model) ||
    a.seed - b.seed ||
    b.rate - a.rate ||
    place(attackNames, a.attack) - place(attackNames, b.attack) ||
    place(defenceNames, a.defence) - place(defenceNames, b.defence)
  )
}

/** Every purify result two folders down (model, attack), in the order of their names. */
async function resultFiles(folder: string): Promise<string[]> {
  const inside = async (path: string): Promise<string[]> => (await readdir(path).catch((): string[] => [])).sort()
  const found: string[] = []
  for (const model of await inside(folder))
    for (const attack of await inside(join(folder, model)))
      for (const name of await inside(join(folder, model, attack)))
        if (/^purify(-[a-z-]+)?\.json$/u.test(name)) found.push(join(model, attack, name))
  return found
}

/** A line for each cell that failed in the last bench of all models or of one, and has no result since; and for a bench that cannot be read, whose failed cells nobody knows. */
async function stillFailed(folder: string, models: readonly string[], results: readonly FoundResult[]): Promise<string[]> {
  const notes = new Set<string>()
  for (const model of ['', ...models]) {
    const file = join(folder, model, 'bench.json')
    if (!existsSync(file)) continue
    const { mtimeMs: written } = await stat(file)
    const bench = await readResult(file, benchSchema).catch(
      (error: unknown) => void notes.add(`without the cells that failed: ${reasonOf(error)}`),
    )
    for (const { error, folder: own, ...cell } of bench?.failed ?? []) {
      // an older program did not say the folder
      const there = results.find((one) => cellName(one.result) === cellName(cell) && (own === undefined || own === basename(one.folder)))
      const name = own === undefined ? cellName(cell) : `${cellName(cell)} (${own})`
      const reason = error.replace(/\s+/gu, ' ')
      if (there === undefined) notes.add(`failed: ${name}: ${reason}`)
      // a stage that fails leaves the result of before
      else if ((await stat(there.file)).mtimeMs < written) notes.add(`failed: ${name}: ${reason} The row is of a run before.`)
    }
  }
  return [...notes]
}

/** What stands beside a result: its records, and of a filter what it found; nothing of them, with the reason, where a file is damaged. */
async function readRecords({ result, folder, records: file }: FinishedCell<KeptResult>): Promise<{
  readonly records: { readonly shown: readonly PurifiedRecord[]; readonly found: FilterFindings | undefined }
  readonly problem?: string
}> {
  try {
    const shown = existsSync(file) ? await readPurified(file, result) : []
    const found = result.stageOfDefence === 'data' ? await findingsOf(result, join(folder, result.defence)) : undefined
    return { records: { shown, found } }
  } catch (error) {
    return { records: { shown: [], found: undefined }, problem: reasonOf(error) }
  }
}

async function readCell<Row>(
  task: Task<Row>,
  { result, folder }: FinishedCell<KeptResult>,
  { shown, found }: Awaited<ReturnType<typeof readRecords>>['records'],
  { most, turn }: { readonly most: number; readonly turn: number },
): Promise<ReportCell> {
  const isFilter = result.stageOfDefence === 'data'
  const of = (kind: PurifiedRecord['kind']): number[] => {
    const all = isFilter ? (found?.[kind] ?? []) : shown.filter((one) => one.kind === kind).map(({ suspicion }) => suspicion)
    return all.filter((suspicion) => Number.isFinite(suspicion))
  }
  return {
    ...tableRow(task, result),
    conditions: conditions(task, result, folder),
    poisoned: await poisoned(folder),
    recordCount: result.records,
    cleanCount: result.cleanRecords,
    suspected: result.suspected,
    detection: result.detection,
    truePositiveRate: result.truePositiveRate,
    threshold: result.threshold,
    byLabel: result.thresholds !== undefined,
    suspicion: { triggered: of('triggered'), clean: of('clean') },
    records: most > 0 ? chosenRecords(shown, most, turn) : [],
  }
}

/** What the filter behind a result found; undefined where it is not there or has run again since. */
async function findingsOf({ inputs }: KeptResult, folder: string): Promise<FilterFindings | undefined> {
  const file = join(folder, 'filter.json')
  return existsSync(file) && inputs['filter'] === (await sha256File(file)) ? filterFindings(folder) : undefined
}

/** How many training records were poisoned; null where the result beside does not say. */
async function poisoned(folder: string): Promise<number | null> {
  const found = await readResult(join(folder, 'poison.json'), poisonSchema).catch(() => null)
  return found?.train.poisoned ?? null
}

/** The data, and what is not the default, in words. */
function conditions<Row>(task: Task<Row>, result: KeptResult, folder: string): string {
  const { setting, falsePositiveRate, options } = result
  const line = setting === 'matched' ? '' : `${setting} line`
  const suspects = falsePositiveRate === null || falsePositiveRate === 0.05 ? '' : `line at ${rateText(falsePositiveRate)} of clean records`
  const limit = typeof options['limit'] === 'number' ? `at most ${options['limit']} records of a kind` : ''
  return [victims(task, result, folder), line, suspects, limit].filter((one) => one !== '').join(', ')
}

/** What victims learnt from, and what of them is not the default, in words; data other than the default stand in the folder's name, which is said as it is. */
function victims<Row>({ sources }: Task<Row>, { attack, rate, profile, variant, init, seed }: KeptResult, folder: string): string {
  const name = folder.slice(folder.lastIndexOf(`${attack}-${rate}`) + `${attack}-${rate}`.length + 1)
  const [usual = '', ...others] = Object.keys(sources)
  return [
    ...(others.some((data) => name === data || name.startsWith(`${data}-`)) ? [] : [`${usual} data`]),
    ...(name === '' ? [] : [name.replaceAll('-', ' ')]),
    ...(profile === 'mini' || name.includes(profile) ? [] : [profile]),
    ...(variant === 'default' || name.includes('variant') ? [] : [`variant ${variant}`]),
    ...(init === 'twin' && !name.includes('twin') ? ['from the twin'] : []),
    ...(seed === 1 || name.includes('seed') ? [] : [`seed ${seed}`]),
  ].join(', ')
}
