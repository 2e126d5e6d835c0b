import { markdownTable, measuredColumn, rateText, type CleanMetric, type Column } from '@codepurify/report'
import { earlierNote, isEarlier, marked } from './earlierRule.js'
import type { ResultRow, Results } from './resultsFile.js'

type Row = Pick<ResultRow, 'attack' | 'rate' | 'defence'> & { readonly language: string; readonly earlier: boolean } & NonNullable<
    ResultRow['languages']
  >[string]

/** The rows of results files by the language of their records as Markdown: a row for each attack and language. Throws where no row tells languages apart. */
export function languagesBlock(files: readonly Results[]): string {
  const rows = files.flatMap(({ judged, rows: all }) =>
    all.flatMap((result) => {
      const { attack, rate, defence, languages = {} } = result
      const earlier = isEarlier(judged, result)
      return Object.entries(languages).map(([language, own]): Row => ({ attack, rate, defence, earlier, language, ...own }))
    }),
  )
  const [metric] = files[0]?.metrics ?? []
  if (metric === undefined || rows.length === 0) throw new RangeError('no row tells languages apart: the records of its task are of one')
  const sorted = rows.sort((a, b) => a.language.localeCompare(b.language))
  return [markdownTable(sorted, marked(columns(metric))), ...earlierNote(sorted)].join('\n')
}

function columns({ title, scale }: CleanMetric): Column<Row>[] {
  return [
    { title: 'language', cell: ({ language }) => language },
    { title: 'attack', text: true, cell: ({ attack, rate }) => `${attack} (at ${rateText(rate)})` },
    { title: 'records', cell: ({ records, cleanRecords }) => `${records} + ${cleanRecords}` },
    measuredColumn('ASR', 'share', ({ asr }) => asr ?? null),
    measuredColumn('ASR_D', 'share', ({ asrDefended }) => asrDefended ?? null),
    measuredColumn(title, scale, ({ clean }) => clean ?? null),
    measuredColumn(`${title}_D`, scale, ({ cleanDefended }) => cleanDefended ?? null),
  ]
}
