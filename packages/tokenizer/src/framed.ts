import type { SpecialIds } from './tokenizer.js'

/** Ids as a model reads them: between `<s>` and `</s>`, cut at the end so that `maximumLength` is not passed. Throws a RangeError where that leaves no room for the two. */
export function framed(ids: readonly number[], { bos, eos }: Pick<SpecialIds, 'bos' | 'eos'>, maximumLength = Infinity): number[] {
  if (!(maximumLength >= 2)) throw new RangeError(`maximum length is ${maximumLength}, expected 2 or more: <s> and </s>`)
  return [bos, ...ids.slice(0, maximumLength - 2), eos]
}
