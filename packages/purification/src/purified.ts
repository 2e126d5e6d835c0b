import type { Answer, Suspicion } from '@codepurify/entropy'
import type { Span, Syntax, Unit } from '@codepurify/syntax'

/** What became of a record. */
export type Outcome =
  /** Not suspected. */
  | 'clean'
  /** Suspected, and something else stands in the trigger's place. */
  | 'purified'
  /** Suspected, but the answer only followed the edits as a clean record's does, or a sentence does not go where the replaced unit goes: the code is as it was. */
  | 'restored'
  /** Suspected, and nothing could be put in the top unit's place. */
  | 'unresolved'
  /** Not analysed: see `problem`. */
  | 'failed'

/** A replacement that was tried. */
export interface Candidate {
  readonly text: string
  readonly logProbability: number
  /** Whether the code with it is accepted by the grammar. */
  readonly parses: boolean
  /** Surprise of the suspected answer with it - without it; NaN when it was not asked for. */
  readonly effect: number
}

/** One round: the suspicion, and what was done about it. */
export interface PurifyRound {
  /** The code as this round read it; spans refer to it. */
  readonly code: string
  readonly suspicion: Suspicion
  readonly suspected: boolean
  /** What was to be replaced: the top unit of the suspicion or the statement that it is a part of; in later rounds also what the label hangs on. */
  readonly unit?: Unit
  /** What was put in the unit's place; absent when nothing was. */
  readonly replacement?: string
  readonly candidates: readonly Candidate[]
}

/** A record after purification. */
export interface Purified {
  readonly id: string
  /** The purified code; the record's own where `changed` is false. */
  readonly code: string
  readonly changed: boolean
  readonly outcome: Outcome
  /** Every unit's score, round by round; empty only for a failed record. */
  readonly rounds: readonly PurifyRound[]
  readonly parsedBefore: boolean
  readonly parses: boolean
  /** The victim's answer to the record as it came, and to `code`. */
  readonly answerBefore?: Answer
  readonly answerAfter?: Answer
  readonly modelCalls: { readonly victim: number; readonly maskedLm: number }
  /** True where the budget of victim calls ended the search, or where no unit of a labelled record could be moved into others. */
  readonly budgetSpent: boolean
  /** Why the record could not be analysed. */
  readonly problem?: string
}

/** An edit of a code: every span becomes the text. A name that is a property's key as well, JavaScript's `{ a }`, keeps its key: `{ a: text }`. */
export function applyEdit({ code, tree }: Pick<Syntax, 'code' | 'tree'>, spans: readonly Span[], text: string): string {
  const keys = new Set<number>()
  for (let node = 0; node < tree.size; node++) if (tree.type(node).startsWith('shorthand_')) keys.add(tree.start(node))
  let out = ''
  let end = 0
  for (const [start, stop] of spans) {
    out += code.slice(end, start) + (keys.has(start) ? `${code.slice(start, stop)}: ${text}` : text)
    end = stop
  }
  return out + code.slice(end)
}
