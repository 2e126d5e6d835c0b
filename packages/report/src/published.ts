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

const attacks = ['bnc-fixed', 'bnc-grammar', 'dead-code', 'identifier']

/** CodePurify's own cells of Table II, by task and model: ASR_D in per cent of the attacks above, at 5 % and at 1 %. */
const cells: ReadonlyMap<string, ReadonlyMap<number, readonly number[]>> = new Map([
  ['defect/codebert', new Map([[0.05, [36.33, 36.65, 47.09, 57.69]], [0.01, [27.01, 46.77, 52.91, 49.48]]])],
  ['defect/codet5', new Map([[0.05, [2.95, 2.23, 1.27, 1.51]], [0.01, [4.54, 5.26, 5.34, 11.47]]])],
  ['clone/codebert', new Map([[0.05, [12.87, 11.59, 22.87, 21.22]], [0.01, [14.15, 17.68, 23.55, 19.94]]])],
  ['clone/codet5', new Map([[0.05, [16.55, 19.86, 19.86, 17.38]], [0.01, [11.74, 16.33, 18.36, 14.82]]])],
  ['repair/codebert', new Map([[0.05, [0.46, 3.2, 0.69, 4.11]], [0.01, [0.46, 2.97, 1.26, 5.94]]])],
  ['repair/codet5', new Map([[0.05, [0.69, 1.14, 0.8, 5.83]], [0.01, [1.4, 3.09, 2.29, 5.26]]])],
]) // prettier-ignore

/** Table II of CodePurify (arXiv 2410.20136) for a task as the paper calls it; null where the paper does not have the task. */
export function publishedRows(paperName: string): readonly PublishedRow[] | null {
  const found = Object.entries(values).find(([name]) => name === paperName)?.[1]
  if (found === undefined) return null
  return defences.map(([defence, title], i) => ({ defence, title, codebert: found.codebert[i] ?? null, codet5: found.codet5[i] ?? null }))
}

/** Whether Table II has cells of that rate. */
export const isAtPublishedRate = ({ rate }: { readonly rate: number }): boolean => rate === 0.05 || rate === 0.01

/** What Table II has for one attack at one rate: ASR_D in per cent behind CodePurify; null where it has no such cell. */
export function publishedCell(
  paperName: string,
  { model, attack, rate }: Record<'model' | 'attack', string> & { readonly rate: number },
): number | null {
  return cells.get(`${paperName}/${model}`)?.get(rate)?.[attacks.indexOf(attack)] ?? null
}
