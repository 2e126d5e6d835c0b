import { rateText, written, interval, type CleanMetric, type Column, type Scale } from '@codepurify/report'
import type { ComparedDefence } from '../resultSchema.js'
import type { Compared } from './pairedComparison.js'

/** The table of comparisons: means over the attacks with ours, with the other defence, and the difference with its interval. Below zero ours has the lower ASR_D, above zero the better clean metric. */
export function comparisonColumns(
  { metrics: [metric] }: { readonly metrics: readonly CleanMetric[] },
  rows: readonly ComparedDefence[],
): Column<ComparedDefence>[] {
  if (metric === undefined) throw new RangeError('a table of comparisons needs a clean metric, got none')
  const several = (of: (row: ComparedDefence) => unknown): boolean => new Set(rows.map(of)).size > 1
  return [
    { title: 'codepurify against', cell: ({ defence }) => defence },
    ...(several(({ model }) => model) ? [{ title: 'model', text: true, cell: ({ model }: ComparedDefence) => model }] : []),
    ...(several(({ seed }) => seed) ? [{ title: 'seed', cell: ({ seed }: ComparedDefence) => String(seed) }] : []),
    { title: 'attacks', text: true, cell: ({ attacks, rate }) => `${attacks.length === 1 ? attacks.join('') : `mean of ${attacks.length}`} (${rate > 1 ? '' : 'at '}${rateText(rate)})` }, // prettier-ignore
    ...threeOf('ASR_D', 'share', ({ asrDefended }) => asrDefended),
    ...threeOf(`${metric.title}_D`, metric.scale, ({ clean }) => clean),
  ]
}

function threeOf(title: string, scale: Scale, of: (row: ComparedDefence) => Compared): Column<ComparedDefence>[] {
  return [
    { title, cell: (row) => written(of(row).ours.value, scale) },
    { title: `its ${title}`, cell: (row) => written(of(row).other.value, scale) },
    { title: 'difference', cell: (row) => [written(of(row).difference.value, scale), interval(of(row).difference, scale)] },
  ]
}
