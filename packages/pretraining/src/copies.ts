import { share, type Measured } from '@codepurify/metrics'
import type { Tokenizer } from '@codepurify/tokenizer'

/** What copying needs of a model: greedy decoding. */
export interface Copier {
  generate(
    sources: readonly (readonly number[])[],
    o: { readonly maximumLength: number },
  ): Promise<readonly { readonly ids: readonly number[] }[]>
}

/** The share of whole functions (ids between <s> and </s>) that greedy decoding writes down again without a slip. */
export async function copies(
  model: Copier,
  tokenizer: Pick<Tokenizer, 'decode'>,
  whole: readonly (readonly number[])[],
  { maximumLength, seed }: { readonly maximumLength: number; readonly seed: number },
): Promise<Measured> {
  const written = await model.generate(whole, { maximumLength: maximumLength + 8 })
  return share(
    written.map(({ ids }, i) => tokenizer.decode(ids) === tokenizer.decode(whole[i] ?? [])),
    { seed },
  )
}
