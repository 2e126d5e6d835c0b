import { replaceSpans } from '@codepurify/entropy'
import { maskedText, type MaskRequest, type TokenGuess } from './maskedText.js'
import { type Proposal, ranked, type Site } from './proposal.js'
import type { Asking } from './together.js'

/** Names of one and of two tokens are asked for. */
const MASK_COUNTS = [1, 2]
/** First tokens that are continued by a second one. */
const CONTINUED = 4
/** Log-probability of a token that is not among an occurrence's best, below the last of these. */
const MISSED = 2
/** Names that need no model. */
const FALLBACK_NAMES = ['value', 'item', 'data', 'element', 'entry']

/**
 * Names for an identifier, best first: what the masked language model would write at all its occurrences at once (log-probabilities are summed over occurrences; a
 * second token is predicted given the first). Never a reserved word, a word that the code holds already, or the old name in another guise.
 */
export function* proposeNames(site: Site, count: number): Asking<Proposal[]> {
  const acceptable = nameFilter(site)
  const masked = MASK_COUNTS.map((masks) => {
    const filling = Array.from({ length: masks }, () => ({ special: 'mask' }) as const)
    return maskedText(site.tokenizer, replaceSpans(site.code, site.unit.spans, filling), site.maximumLength)
  })
  const [single = [], double = []] = yield masked
  const text = (ids: readonly number[]): string => site.tokenizer.decode(ids).trim()

  const short = summed(single).map(({ id, logProbability }) => ({ text: text([id]), logProbability }))
  const pair = masked[1]
  const starts = pair ? summed(double.filter((_, index) => index % 2 === 0)).filter(({ id }) => /^[A-Za-z_]\w*$/.test(text([id]))) : []
  const heads = starts.slice(0, CONTINUED)
  const continued = pair && heads.length > 0 ? yield heads.map(({ id }) => withFirst(pair, id)) : []
  const long = heads.flatMap((head, index) =>
    summed(continued[index] ?? []).map(({ id, logProbability }) => ({
      text: text([head.id, id]),
      logProbability: (head.logProbability + logProbability) / 2,
    })),
  )
  const proposed = ranked([...short, ...long].filter((proposal) => acceptable(proposal.text))).slice(0, count)
  return [...proposed, { text: fallbackName(acceptable), logProbability: -Infinity }]
}

/** Mean over occurrences of a token's log-probability, best first. */
function summed(occurrences: readonly (readonly TokenGuess[])[]): TokenGuess[] {
  const floors = occurrences.map((guesses) => (guesses[guesses.length - 1]?.logProbability ?? 0) - MISSED)
  const floor = floors.reduce((sum, value) => sum + value, 0)
  const totals = new Map<number, number>()
  occurrences.forEach((guesses, index) => {
    for (const { id, logProbability } of guesses) totals.set(id, (totals.get(id) ?? floor) + logProbability - (floors[index] ?? 0))
  })
  return [...totals]
    .map(([id, total]) => ({ id, logProbability: total / Math.max(1, occurrences.length) }))
    .sort((a, b) => b.logProbability - a.logProbability || a.id - b.id)
}

/** Every first mask of a pair filled with `id`; every second one asked for. */
function withFirst({ ids, positions }: MaskRequest, id: number): MaskRequest {
  const firsts = new Set(positions.filter((_, index) => index % 2 === 0))
  return { ids: ids.map((old, index) => (firsts.has(index) ? id : old)), positions: positions.filter((_, index) => index % 2 === 1) }
}

function nameFilter({ code, unit, isReserved }: Site): (name: string) => boolean {
  const taken = new Set(code.match(/[\p{L}\p{N}_$]+/gu) ?? [])
  const old = (unit.name ?? '').toLowerCase()
  const bare = old.replace(/[^\p{L}\p{N}]/gu, '')
  return (name) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || /^_+$/.test(name) || taken.has(name) || isReserved(name)) return false
    const lower = name.toLowerCase()
    return !(old.length > 1 && lower.includes(old)) && lower.replace(/_/g, '') !== bare
  }
}

function fallbackName(acceptable: (name: string) => boolean): string {
  for (let number = 0; ; number++) {
    const found = FALLBACK_NAMES.map((name) => (number === 0 ? name : `${name}${number}`)).find(acceptable)
    if (found !== undefined) return found
  }
}
