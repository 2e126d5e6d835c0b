/** One row of the paper's Table II: ASR_D in per cent, mean of four attacks at two rates; null where the defence does not apply to the task. */
export interface PublishedRow {
  readonly defence: string
  readonly title: string
  readonly codebert: number | null
  readonly codet5: number | null
}

const defences = [
  ['none', 'none'],
  ['spectral-signatures', 'Spectral Signatures'],
  ['activation-clustering', 'Activation Clustering'],
  ['onion', 'ONION'],
  ['codedetector', 'CodeDetector'],
  ['oseql', 'OSeqL'],
  ['codepurify', 'CodePurify'],
] as const

const values: Readonly<Record<string, { readonly codebert: readonly (number | null)[]; readonly codet5: readonly (number | null)[] }>> = {
  defect: { codebert: [99.92, 65.48, 69.37, 74.45, 81.66, 63.84, 44.24], codet5: [99.1, 69.41, 84.59, 64.21, 81.43, 74.82, 4.32] },
  clone: { codebert: [100, 100, 90.99, 96.66, 100, 57.28, 17.98], codet5: [100, 100, 80.74, 95.55, 100, 57.34, 16.86] },
  repair: { codebert: [99.53, 74.89, 14.6, 47.62, 41.99, null, 2.39], codet5: [98.97, 72.96, 14.68, 59.7, 42.59, null, 2.56] },
}

/** Table II of CodePurify (arXiv 2410.20136) for a task as the paper calls it; null where the paper does not have the task. */
export function publishedRows(paperName: string): readonly PublishedRow[] | null {
  const found = Object.entries(values).find(([name]) => name === paperName)?.[1]
  if (found === undefined) return null
  return defences.map(([defence, title], i) => ({ defence, title, codebert: found.codebert[i] ?? null, codet5: found.codet5[i] ?? null }))
}
