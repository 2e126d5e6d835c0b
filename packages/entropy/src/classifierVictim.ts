import type { Classifier, ClassifierInput } from '@codepurify/models'
import type { Piece, Tokenizer } from '@codepurify/tokenizer'
import { sourceWindow, textLength } from './sourceWindow.js'
import { isGenerated, type LabelAnswer, type Measure, type Source, type SurpriseRequest, type Victim } from './victim.js'

/** What stands between the codes of a record of which a classifier reads two. */
const end: Piece = { special: 'eos' }
const hidden: Source = [{ special: 'unk' }]

/** Options of `classifierVictim`. */
export interface ClassifierVictimOptions {
  /** Tokens of each code at most, `<s>` and `</s>` included. */
  readonly maximumLength: number
  /** Codes that the model reads at once; 1 by default. */
  readonly codes?: 1 | 2
  /** What the default rule leaves where it hides a unit; `<unk>` by default. */
  readonly hides?: Victim['hides']
}

/** The codes of a record as one source: a victim that reads pairs takes it apart again. */
export function joinSources(sources: readonly Source[]): Source {
  return sources.flatMap((source, index) => (index === 0 ? source : [end, ...source]))
}

/**
 * A classifier with its tokenizer as a victim: the likeliest label, surprise = 1 − P(label). One that reads pairs takes sources of two codes (`joinSources`), each with a
 * window of its own; a code that is missing, as where everything is hidden, is read as `<unk>`. Throws a RangeError on a source of more codes than the model reads.
 */
export function classifierVictim(
  model: Pick<Classifier, 'kind' | 'classify'>,
  tokenizer: Pick<Tokenizer, 'encode' | 'special'>,
  { maximumLength, codes: most = 1, hides = 'unk' }: ClassifierVictimOptions,
): Victim {
  const { read, measure } = sourceWindow(tokenizer, maximumLength)
  const input = (source: Source): ClassifierInput => {
    const codes = codesOf(source)
    if (codes.length > most)
      throw new RangeError(`a source holds ${codes.length} codes, expected ${most === 1 ? 'one' : 'at most two'} for a ${model.kind} model`)
    const [first = hidden, second = hidden] = codes
    return most === 1 ? { ids: read(first) } : { first: read(first), second: read(second) }
  }
  return {
    maximumLength,
    hides,
    async answer(sources) {
      const found = await model.classify(sources.map(input))
      return found.map(({ label, probabilities }): LabelAnswer => ({ label, probability: probabilities[label] ?? NaN }))
    },
    async surprise(requests) {
      const found = await model.classify(requests.map(({ source }) => input(source)))
      return Float64Array.from(found, ({ probabilities }, index) => 1 - (probabilities[labelOf(requests[index])] ?? NaN))
    },
    measure: (source) => measured(codesOf(source), measure),
  }
}

function codesOf(source: Source): Source[] {
  const codes: Piece[][] = [[]]
  for (const piece of source) {
    if (typeof piece === 'object' && piece.special === 'eos') codes.push([])
    else codes.at(-1)?.push(piece)
  }
  return codes
}

/** Every code has its own window; the text ends for the model where the last one does. */
function measured(codes: readonly Source[], measure: (source: Source) => Measure): Measure {
  const each = codes.map(measure)
  const before = codes.slice(0, -1).reduce((sum, code) => sum + textLength(code), 0)
  return {
    tokens: each.reduce((sum, { tokens }) => sum + tokens, 0),
    reach: before + (each.at(-1)?.reach ?? 0),
    unknowns: each.flatMap(({ unknowns }) => unknowns),
  }
}

function labelOf(request: SurpriseRequest | undefined): number {
  if (!request || isGenerated(request.answer))
    throw new TypeError('a classifier scores labels, got a generated answer. Was it given to another victim?')
  return request.answer.label
}
