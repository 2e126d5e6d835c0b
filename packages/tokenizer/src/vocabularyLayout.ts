/** The models whose special tokens are known here. */
export type LayoutName = 'roberta' | 'codet5'

/** The special tokens in the order of their ids: before everything that merging gives, and behind it. */
export interface Layout {
  readonly front: readonly string[]
  readonly back: readonly string[]
}

/** CodeT5's number of sentinels (Wang et al., 2021; T5's `extra_ids`). */
export const usualExtraIds = 100

const layouts: Record<LayoutName, { readonly front: readonly string[]; readonly back: readonly string[]; readonly extraIds: number }> = {
  roberta: { front: ['<s>', '<pad>', '</s>', '<unk>'], back: ['<mask>'], extraIds: 0 },
  codet5: { front: ['<pad>', '<s>', '</s>', '<unk>', '<mask>'], back: [], extraIds: usualExtraIds },
}

/** The content of the sentinel `n`, as T5 and CodeT5 write it. */
export function extraIdContent(n: number): string {
  return `<extra_id_${n}>`
}

/** The sentinels in the order of their ids: counting down, so that `<extra_id_0>` has the highest. */
export function extraIdContents(count: number): string[] {
  return Array.from({ length: count }, (_, i) => extraIdContent(count - 1 - i))
}

/** Whether a special token, where it is written out in a text, takes the white space on its left: <mask> and the sentinels do. */
export function takesSpace(content: string): boolean {
  return content === '<mask>' || content.startsWith('<extra_id_')
}

/** The special tokens of a model. Throws a RangeError for a name that is not known, and for a number of sentinels that the layout cannot have. */
export function layoutOf(name: LayoutName, extraIds?: number): Layout {
  const layout = Object.hasOwn(layouts, name) ? layouts[name] : undefined
  if (!layout) throw new RangeError(`layout is "${name}", expected one of ${Object.keys(layouts).join(', ')}`)
  const count = extraIds ?? layout.extraIds
  const most = layout.extraIds === 0 ? 0 : 10_000
  if (!Number.isInteger(count) || count < 0 || count > most)
    throw new RangeError(`extraIds is ${count}, expected a whole number from 0 to ${most} in the layout "${name}"`)
  return { front: layout.front, back: [...extraIdContents(count), ...layout.back] }
}
