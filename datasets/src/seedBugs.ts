import type { FunctionRecord, RepairRecord } from '@codepurify/dataset'
import { random as openRandom, type Random } from '@codepurify/metrics'
import type { Language } from '@codepurify/syntax'
import { mutationOperators } from './mutationOperators.js'
import { type Edit, mutationView, type MutationView } from './mutationView.js'

/** How many pairs one function gives at most. */
export const mostPairs = 3

const triesPerOperator = 4

/** A program-repair record whose fault is seeded, so that its operator and its source are known. */
export type SeededRecord = RepairRecord & Required<Pick<RepairRecord, 'operator' | 'source'>>

/**
 * Makes program-repair records out of functions: each pair is the real function and a copy with one seeded bug. A function gives at most three pairs, each by
 * another operator, the least used so far first; a mutant that does not parse or has the same tokens is not taken. The split is the function's own.
 */
export function* seedBugs(
  functions: Iterable<FunctionRecord>,
  language: Language,
  { seed }: { seed: number | string },
): Iterable<SeededRecord> {
  const used = new Map<string, number>()
  const stream = openRandom(seed)
  for (const record of functions) {
    let pairs = 0
    for (const { operator, code } of mutants(record.code, language, stream.fork(record.id), used)) {
      pairs += 1
      used.set(operator, (used.get(operator) ?? 0) + 1)
      const { id, code: fixed, language: name, split, source } = record
      yield { id: `${id}-${pairs}`, code, fixed, language: name, split, operator, source }
      if (pairs === mostPairs) break
    }
  }
}

/** A copy of a function with one mistake in it. */
export interface Mutant {
  readonly operator: string
  readonly code: string
}

/** The mutants of one function, one for each operator that has a site in it, the least used operators first. */
export function* mutants(
  code: string,
  language: Language,
  random: Random,
  used: ReadonlyMap<string, number> = new Map(),
): Iterable<Mutant> {
  const syntax = language.parse(code)
  let view: MutationView
  try {
    if (!syntax.parses) return
    view = mutationView(code, syntax, (name) => language.isReserved(name))
  } finally {
    syntax.free()
  }
  const ordered = random.shuffle(Object.entries(mutationOperators)).sort(([a], [b]) => (used.get(a) ?? 0) - (used.get(b) ?? 0))
  for (const [operator, sites] of ordered) {
    const edits = random.fork(operator).shuffle(sites(view))
    for (const edit of edits.slice(0, triesPerOperator)) {
      const mutant = apply(code, edit)
      if (!differs(mutant, code) || !parses(mutant, language)) continue
      yield { operator, code: mutant }
      break
    }
  }
}

function apply(code: string, { span: [start, end], text }: Edit): string {
  return code.slice(0, start) + text + code.slice(end)
}

// An edit never touches white space alone or a comment, so texts that differ beyond white space have different tokens.
function differs(mutant: string, original: string): boolean {
  return mutant.replace(/\s+/g, '') !== original.replace(/\s+/g, '')
}

/** True where a text parses without an error. */
export function parses(code: string, language: Language): boolean {
  const syntax = language.parse(code)
  syntax.free()
  return syntax.parses
}
