import type { Tokenizer } from '@codepurify/tokenizer'

/** The ids of sentinels, `<extra_id_0>` first; none where the vocabulary has none. */
export function sentinelIds(tokenizer: Pick<Tokenizer, 'extraId'>): number[] {
  const ids: number[] = []
  for (let id = tokenizer.extraId(0); id !== undefined; id = tokenizer.extraId(ids.length)) ids.push(id)
  return ids
}

/** The ids of tokens without a role, from `firstOrdinary` to below `endOrdinary`: special tokens stand before them (RoBERTa's, CodeT5's) and behind (the mask, sentinels). */
export function ordinaryIds(tokenizer: Pick<Tokenizer, 'extraId' | 'special' | 'vocabularySize'>): {
  readonly firstOrdinary: number
  readonly endOrdinary: number
} {
  const { bos, pad, eos, unk, mask } = tokenizer.special
  const special = new Set([bos, pad, eos, unk, mask, ...sentinelIds(tokenizer)])
  let firstOrdinary = 0
  while (special.has(firstOrdinary)) firstOrdinary += 1
  return { firstOrdinary, endOrdinary: Math.min(tokenizer.vocabularySize, ...[...special].filter((id) => id > firstOrdinary)) }
}
