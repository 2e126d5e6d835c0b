import type { MaskFiller, TextCodec } from '@codepurify/purification'
import { framed } from '@codepurify/tokenizer'
import type { Perplexity } from './defence.js'

/** A masked language model that scores given tokens: `MaskedLm` of @codepurify/models. */
export interface MaskScorer extends Pick<MaskFiller, 'config'> {
  /** Cross-entropy, in nats, of each label at its place. */
  surprise(
    requests: readonly { readonly ids: readonly number[]; readonly positions: readonly number[]; readonly labels: readonly number[] }[],
  ): Promise<Float64Array[]>
}

/** Options of `pseudoPerplexity`. */
export interface PseudoPerplexityOptions {
  readonly scorer: MaskScorer
  /** The model's own. */
  readonly tokenizer: TextCodec
  /** Tokens read at most, `<s>` and `</s>` included; a longer text is judged by its beginning. */
  readonly maximumLength: number
  /** How far apart the tokens stand that are hidden together. 6 hides about as many as the model learned with; Infinity hides one at a time, which is the definition, and the cost. */
  readonly stride?: number
}

/** Characters of a text that are read for each token of the window. */
const mostCharacters = 32

/**
 * Perplexity from a masked language model: exp of the mean surprise of every token, each while it is hidden (Salazar et al., ACL 2020, arXiv 1910.14659).
 * With a finite `stride`, tokens that far apart are hidden together.
 */
export function pseudoPerplexity({ scorer, tokenizer, maximumLength, stride = 6 }: PseudoPerplexityOptions): Perplexity {
  if (!(stride === Infinity || (Number.isInteger(stride) && stride >= 2)))
    throw new RangeError(`stride is ${stride}, expected a whole number from 2 up or Infinity`)
  if (!(Number.isInteger(maximumLength) && maximumLength >= 3))
    throw new RangeError(`maximumLength is ${maximumLength}, expected a whole number from 3 up: a token between <s> and </s>`)
  const { eos, mask } = tokenizer.special
  const requestsOf = (text: string) => {
    // what is cut away need not be tokenized: a text may be megabytes
    const ids = framed(tokenizer.encode(text.slice(0, maximumLength * mostCharacters)).ids, tokenizer.special, maximumLength)
    const count = ids.length - 2
    const apart = Math.min(stride, count)
    return Array.from({ length: apart }, (_, phase) => {
      const positions = Array.from({ length: Math.ceil((count - phase) / apart) }, (_, i) => 1 + phase + i * apart)
      const hidden = new Set(positions)
      return { ids: ids.map((id, at) => (hidden.has(at) ? mask : id)), positions, labels: positions.map((at) => ids[at] ?? eos) }
    })
  }
  return async (texts) => {
    const requests = texts.map(requestsOf)
    const surprises = await scorer.surprise(requests.flat())
    let next = 0
    return Float64Array.from(requests, (own) => {
      const values = surprises.slice(next, (next += own.length)).flatMap((row) => [...row])
      return Math.exp(values.reduce((sum, value) => sum + value, 0) / values.length)
    })
  }
}
