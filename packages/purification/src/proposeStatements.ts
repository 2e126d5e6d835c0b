import { replaceSpans } from '@codepurify/entropy'
import { maskedText, type TokenGuess } from './maskedText.js'
import { type Proposal, ranked, type Site } from './proposal.js'
import type { Asking } from './together.js'

/** Lengths of the fillings that are tried, in tokens before the `;`. */
const MASK_COUNTS = [3, 5]
/** A filling is one simple statement: no block, no second statement, no comment, no line break. */
const BREAKS_OUT = /[;{}\n\r\ufffd]|\/\/|\/\*|\*\//
/** A filling must not leave the block that it stands in. */
const LEAVES = /^(?:return|break|continue|throw|goto|yield|case|default|else|exit|abort)\b/

/**
 * Simple statements for a statement's place, best first, then the empty statement, then nothing at all. The masks are filled in parallel, then once more
 * from left to right, each given all others. Words of the hidden statement do not come back, and control does not leave the block.
 */
export function* proposeStatements(site: Site, count: number): Asking<Proposal[]> {
  const [first = [0, 0], ...others] = site.unit.spans
  const hidden = site.code.slice(...first)
  // what stands there more than once is written for its first place, the others empty
  const code = others.reduceRight((text, [start, end]) => text.slice(0, start) + text.slice(end), site.code)
  const allowed = tokenFilter(site, hidden)
  const texts = MASK_COUNTS.map((masks) => {
    const filling = [...Array.from({ length: masks }, () => ({ special: 'mask' }) as const), ';']
    return maskedText(site.tokenizer, replaceSpans(code, [first], filling), site.maximumLength)
  })
  const parallel = yield texts
  const states = texts.map(({ ids, positions }, index) => {
    const filled = [...ids]
    const picks = (parallel[index] ?? []).map((guesses, slot) => best(guesses, (id) => allowed(id, slot)))
    positions.forEach((position, slot) => (filled[position] = picks[slot]?.id ?? filled[position] ?? 0))
    return { filled, positions, picks }
  })

  for (let slot = 0; slot < Math.max(...MASK_COUNTS); slot++) {
    const open = states.flatMap((state) => {
      const position = state.positions[slot]
      return position === undefined ? [] : [{ state, position }]
    })
    const { mask } = site.tokenizer.special
    const refined = yield open.map(({ state, position }) => ({ ids: state.filled.with(position, mask), positions: [position] }))
    open.forEach(({ state, position }, index) => {
      const pick = best(refined[index]?.[0] ?? [], (id) => allowed(id, slot))
      if (!pick) return
      state.picks[slot] = pick
      state.filled[position] = pick.id
    })
  }

  const written = states.flatMap(({ picks }): Proposal[] => {
    const chosen = picks.flatMap((pick) => (pick ? [pick] : []))
    if (chosen.length === 0 || chosen.length < picks.length) return []
    const text = `${site.tokenizer.decode(chosen.map(({ id }) => id)).trim()};`
    return [{ text, logProbability: chosen.reduce((sum, { logProbability }) => sum + logProbability, 0) / chosen.length }]
  })
  const usable = written.filter(
    ({ text }) =>
      !BREAKS_OUT.test(text.slice(0, -1)) && text !== ';' && plain(text) !== plain(hidden) && (LEAVES.test(hidden) || !LEAVES.test(text)),
  )
  return [...ranked(usable).slice(0, count), { text: ';', logProbability: -Infinity }, { text: '', logProbability: -Infinity }]
}

const plain = (text: string): string => text.replace(/\s/g, '')

const best = (guesses: readonly TokenGuess[], allowed: (id: number) => boolean): TokenGuess | undefined =>
  guesses.find(({ id }) => allowed(id))

/** Which tokens may fill a slot: real text that stays inside one statement and is no word, or part of a word, of what was hidden. */
function tokenFilter({ tokenizer, isReserved }: Site, hidden: string): (id: number, slot: number) => boolean {
  const { bos, pad, eos, unk, mask } = tokenizer.special
  const special = new Set([bos, pad, eos, unk, mask])
  const words = (hidden.match(/[\p{L}\p{N}_$]+/gu) ?? []).filter((word) => !isReserved(word))
  const parts = tokenizer.encode(hidden).ids.map((id) => tokenizer.decode([id]).trim())
  const barred = new Set(
    [...words, ...parts].filter((part) => /[\p{L}\p{N}]/u.test(part) && !isReserved(part)).map((part) => part.toLowerCase()),
  )
  const leaves = LEAVES.test(hidden)
  const known = new Map<number, string | undefined>()
  const textOf = (id: number): string | undefined => {
    if (!known.has(id)) known.set(id, special.has(id) ? undefined : tokenizer.decode([id]))
    return known.get(id)
  }
  return (id, slot) => {
    const text = textOf(id)
    if (text === undefined || text.trim() === '' || BREAKS_OUT.test(text)) return false
    if (barred.has(text.trim().toLowerCase())) return false
    return slot > 0 || leaves || !LEAVES.test(text.trim())
  }
}
