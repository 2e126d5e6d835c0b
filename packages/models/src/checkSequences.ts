import { maximumIds, type RobertaConfig } from './roberta/config.js'

/** A list of id sequences and what to call one in an error. */
export interface NamedSequences {
  readonly name: string
  readonly rows: readonly (readonly number[])[]
  /** Ids that the model sees of a row: all, or for a target all but the last. */
  readonly unread?: number
}

/**
 * Throws one RangeError that lists every sequence that is empty, longer than the model's positions, or holds an id outside the vocabulary.
 * Nothing is cut silently: whoever calls decides what to leave out.
 */
export function checkSequences(config: RobertaConfig, ...lists: readonly NamedSequences[]): void {
  const faults = lists.flatMap(({ name, rows, unread = 0 }) =>
    rows.flatMap((ids, index) => faultsOf(config, ids, unread).map((fault) => `${name} ${index} ${fault}`)),
  )
  if (faults.length > 0)
    throw new RangeError(`${faults.length} of the model's inputs do not fit it; shorten or leave out:\n  ${faults.join('\n  ')}`)
}

function faultsOf(config: RobertaConfig, ids: readonly number[], unread: number): string[] {
  const faults: string[] = []
  const most = maximumIds(config) + unread
  if (ids.length <= unread) faults.push(`has ${ids.length} ids, expected at least ${unread + 1}`)
  if (ids.length > most) faults.push(`has ${ids.length} ids, expected at most ${most}`)
  const strange = ids.findIndex((id) => !Number.isInteger(id) || id < 0 || id >= config.vocab_size)
  if (strange >= 0) faults.push(`has id ${ids[strange]} at place ${strange}, expected whole numbers from 0 to ${config.vocab_size - 1}`)
  return faults
}
