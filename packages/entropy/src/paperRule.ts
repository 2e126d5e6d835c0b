import type { Span, Unit } from '@codepurify/syntax'
import type { Piece } from '@codepurify/tokenizer'
import { joined } from './occlude.js'
import type { Rule, UnitScore, Variant } from './rule.js'
import { isGenerated, type Source, type Victim } from './victim.js'

/** Masks that the official code puts at every occurrence of an identifier; its window test leaves room for them. */
export const PAPER_IDENTIFIER_MASKS = 3

/**
 * CodePurify's published rule, as its code has it (`calculate_important_score`), faults included: raw loss instead of a difference, every textual occurrence
 * hidden (strings and fields too), all equal statements at once, entropy in nats with NaN for a score of exactly 0. Only the order of the units is
 * ours (theirs is that of a Python set). Units are `paperUnits` of the syntax package.
 */
export const paperRule: Rule = {
  name: 'paper',
  read: (code) => code.trim(),
  variants: ({ code, units }, victim, limit) => {
    const text = code.trim()
    const seen = new Set<string>()
    let room = limit
    return units.map((unit): Variant => {
      const hidden = unitText(code, unit)
      const key = `${unit.kind} ${hidden}`
      if (hidden.trim() === '' || seen.has(key) || room < 1) return { unit, state: 'unscored' }
      seen.add(key)
      const source = paperReplace(text, { kind: unit.kind, text: hidden }, [{ special: 'unk' }])
      if (!withinWindow(source, unit.kind, victim)) return { unit, state: 'beyond' }
      room -= 1
      return { unit, source }
    })
  },
  judge: ({ answer, baseline, variants, surprises }) => {
    const scores = variants.map(({ unit, ...rest }, index): UnitScore => {
      if ('state' in rest) return { unit, score: 0, state: rest.state }
      const surprise = surprises[index] ?? NaN
      // §A1.4: a classifier's score is |P(x_u) - P(x)|, a generator's the raw loss.
      return { unit, score: isGenerated(answer) ? surprise : Math.abs(surprise - baseline), state: 'counted' }
    })
    const counted = scores.filter(({ state }) => state === 'counted')
    const entropy = paperEntropy(counted.map(({ score }) => score))
    const normalizedEntropy = counted.length < 2 ? 1 : entropy / Math.log(counted.length)
    const top = counted.reduce<UnitScore | undefined>((best, next) => (!best || next.score > best.score ? next : best), undefined)
    return { scores, entropy, normalizedEntropy, statistic: entropy, top, evidence: 'necessity' }
  },
}

/** H = -Σ p ln p in nats with no epsilon (§A1.5): NaN when any score is exactly 0, and when there is none. */
export function paperEntropy(scores: readonly number[]): number {
  if (scores.length === 0) return NaN
  const total = scores.reduce((sum, score) => sum + score, 0)
  return -scores.reduce((sum, score) => sum + (score / total) * Math.log(score / total), 0)
}

/** The text by which the official code finds a unit: an identifier's name, a statement's source. */
export function unitText(code: string, unit: Unit): string {
  const [start, end] = unit.spans[0] ?? [0, 0]
  return unit.kind === 'identifier' ? (unit.name ?? code.slice(start, end)) : code.slice(start, end)
}

/**
 * The text with `filling` for every occurrence: of an identifier as a whole word anywhere, of a statement as a substring. White space around a special piece goes, as the
 * slow RoBERTa tokenizer strips it on both sides.
 */
export function paperReplace(
  text: string,
  unit: { readonly kind: Unit['kind']; readonly text: string },
  filling: readonly Piece[],
): Source {
  const parts = unit.kind === 'identifier' ? splitWords(text, unit.text) : text.split(unit.text)
  const pieces = parts.flatMap((part, index) => (index === 0 ? [part] : [...filling, part]))
  return stripBesideSpecials(joined(pieces))
}

function stripBesideSpecials(pieces: readonly Piece[]): Piece[] {
  const special = (index: number): boolean => typeof pieces[index] === 'object'
  return pieces
    .map((piece, index) => {
      if (typeof piece !== 'string') return piece
      const left = special(index - 1) ? piece.trimStart() : piece
      return special(index + 1) ? left.trimEnd() : left
    })
    .filter((piece) => piece !== '')
}

/**
 * Text around the whole-word occurrences of a name. The official pattern is built from the unescaped name, where `$` means the end of the text, so that a
 * name with `$` matches nowhere.
 */
function splitWords(text: string, name: string): string[] {
  const found = name.includes('$') ? [] : wordSpans(text, name)
  return [...found, [text.length, text.length] as const].map(([start], index) => text.slice(found[index - 1]?.[1] ?? 0, start))
}

/** Where a name stands as a whole word; no pattern is built from it, so that no name can be a regular expression's nightmare. */
export function wordSpans(text: string, name: string): Span[] {
  const found: Span[] = []
  if (name === '') return found
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    if (wordBoundary(text, at) && wordBoundary(text, at + name.length)) found.push([at, at + name.length])
  }
  return found
}

// Python's \b: letters, digits and _ of any script on one side only.
const wordCharacter = (character: string): boolean => /[\p{L}\p{N}_]/u.test(character)
const wordBoundary = (text: string, at: number): boolean => wordCharacter(text.charAt(at - 1)) !== wordCharacter(text.charAt(at))

/** §A1.3: an identifier is scored if an `<unk>` is left among the first max_len - 4 tokens, a statement among the first max_len - 2. */
function withinWindow(source: Source, kind: Unit['kind'], victim: Victim): boolean {
  const room = victim.maximumLength - 2 - (kind === 'identifier' ? PAPER_IDENTIFIER_MASKS - 1 : 0)
  return victim.measure(source).unknowns.some((index) => index < room)
}
