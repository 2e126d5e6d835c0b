import type { Hypothesis } from './search.js'

/** What was generated for one source. */
export interface Generation {
  /** With the id that decoding starts from in front, and the end where it came before `maximumLength`: ready to be a target of `score`. */
  readonly ids: number[]
  /** As the search ranks: see the model's `generate`. */
  readonly score: number
  /** Mean cross-entropy of the ids after the first, as the model's `score` gives it, where the search learned it on its way. */
  readonly surprise?: number
  /** All sequences of the search, this one first; ids as above. */
  readonly beams: readonly { readonly ids: number[]; readonly score: number }[]
}

/** What a search found, with the ids that it leaves out. */
export function toGeneration(hypotheses: readonly Hypothesis[], begin: number, end: number): Generation {
  const beams = hypotheses.map(({ ids, score, finished }) => ({ ids: [begin, ...ids, ...(finished ? [end] : [])], score }))
  const [best] = beams
  if (!best) throw new Error('the search gave no sequence')
  return { ...best, beams }
}
