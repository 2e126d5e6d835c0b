import { maximumIds, type RobertaConfig } from './roberta/config.js'

/** A list of id sequences and what to call one in an error. */
export interface NamedSequences {
  readonly name: string
  readonly rows: readonly (readonly number[])[]
  /** Ids that the model sees of a row: all, or for a target all but the last. */
  readonly unread?: number
}

/** What ids a model takes. */
export interface IdLimits {
  /** Ids are below it. */
  readonly vocabulary: number
  /** The longest sequence. */
  readonly most: number
}

/** `checkIds` for RoBERTa, whose positions limit the length. */
export function checkSequences(config: RobertaConfig, ...lists: readonly NamedSequences[]): void {
  checkIds({ vocabulary: config.vocab_size, most: maximumIds(config) }, ...lists)
}

/**
 * Throws one RangeError that lists every sequence that is empty, longer than the model takes, or holds an id outside the vocabulary.
 * Nothing is cut silently: whoever calls decides what to leave out.
 */
export function checkIds(limits: IdLimits, ...lists: readonly NamedSequences[]): void {
  const faults = lists.flatMap(({ name, rows, unread = 0 }) =>
    rows.flatMap((ids, index) => faultsOf(limits, ids, unread).map((fault) => `${name} ${index} ${fault}`)),
  )
  if (faults.length > 0)
    throw new RangeError(`${faults.length} of the model's inputs do not fit it; shorten or leave out:\n  ${faults.join('\n  ')}`)
}

function faultsOf({ vocabulary, most: longest }: IdLimits, ids: readonly number[], unread: number): string[] {
  const faults: string[] = []
  const most = longest + unread
  if (ids.length <= unread) faults.push(`has ${ids.length} ids, expected at least ${unread + 1}`)
  if (ids.length > most) faults.push(`has ${ids.length} ids, expected at most ${most}`)
  const strange = ids.findIndex((id) => !Number.isInteger(id) || id < 0 || id >= vocabulary)
  if (strange >= 0) faults.push(`has id ${ids[strange]} at place ${strange}, expected whole numbers from 0 to ${vocabulary - 1}`)
  return faults
}

/** Throws a RangeError where an option is no whole number from 1 to `most`. */
export function expectWhole(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new RangeError(`${name} is ${value}, expected a whole number from 1 to ${most}`)
}
