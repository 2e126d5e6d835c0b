import { quantile } from '@codepurify/metrics'
import { overlaps, type Unit } from '@codepurify/syntax'
import { evenly } from './evenly.js'
import type { Host } from './host.js'
import { occlude } from './occlude.js'
import type { FollowUp, Judged, UnitScore, Verdict } from './rule.js'
import { coveredCharacters } from './separateUnits.js'
import { movedText, transplant } from './transplant.js'
import { isGenerated } from './victim.js'

/** Units of a record that are moved into every host. */
const MOVED = 4
/** Hosts that a unit is moved into at least where the budget is short: hosts are thinned out before units are left out. */
const FEW_HOSTS = 8
/** Hosts that every unit is tried in before. */
const SCREENS = 2
/** The root of a unit's length that its transfer is divided by is the tenth: long text tells something wherever it stands, a trigger has few words. */
const LENGTH = 0.1
/** Characters of a unit at most: a whole loop that is put into both functions of a pair makes them alike by itself; what is planted in one is a unit too. */
const LONGEST = 160
/** Characters of a trigger at most, where nothing else is known: those of the literature are shorter. */
const USUAL = 64
/** The statistic of a unit of so many characters that takes its label along with certainty; of a shorter one it is lower. */
export const CERTAIN = 1 - 1 / USUAL ** LENGTH
/** A unit that takes its label less far, in the mean, is not what the label hangs on. */
const LEAST = 0.2
/** The median host is turned from here on. A unit that turns fewer than half is no trigger, although a sure victim's clean records, which move next to nothing, would draw the line above it. */
const TURNED = 0.5
/** Transfers that are as good as equal: of two such units the smaller one is the trigger. */
const EQUAL = 0.98
/** Of the moved units that are hidden at once, each has at least this share of the greatest transfer. */
const AS_FAR = 0.5
/** Share of a statement's transfer that a name in it has at least to be the trigger in its place. */
const NAMED = 0.6

/**
 * Asks of a label whether it moves with a unit: the unit is put into clean records that the victim answers otherwise, and its transfer is the mean probability that they are then
 * given the record's label. A trigger turns whatever carries it; a statement that is telling in its own function tells little in another. The statistic is 1 − the greatest
 * median of these probabilities, each divided by the tenth root of its unit's characters; 1 where no unit turns half of the hosts, or where none can be moved: its entropy would be measured against a line drawn
 * from transfers. Nothing is asked of generated answers, nor without hosts that are answered otherwise.
 */
export function transferLook(judged: Judged): FollowUp | undefined {
  const others = othersOf(judged)
  if (others.length === 0) return undefined
  const units = unitsOf(judged)
  const share = Math.floor((judged.room - 1) / Math.max(1, Math.min(MOVED, units.length)))
  const hosts = evenly(others, Math.max(FEW_HOSTS, share))
  const affordable = Math.max(0, Math.floor((judged.room - 1) / hosts.length))
  // screened units by what they showed, others by what hiding them takes away
  const order = units.sort((a, b) => weight(judged.code, b) - weight(judged.code, a) || b.score - a.score)
  return moved(judged, order.slice(0, Math.min(MOVED, affordable)), hosts)
}

/** The same for every unit, in two of the hosts: which four are worth a closer look? Hiding a unit does not tell where each of two is enough, or where the answer wavers. */
export function screeningLook(judged: Judged): FollowUp | undefined {
  const [units, others] = [unitsOf(judged), othersOf(judged)]
  if (others.length === 0 || units.length <= MOVED || judged.room < units.length * SCREENS + MOVED * Math.min(FEW_HOSTS, others.length) + 1)
    return undefined
  const few = Array.from({ length: SCREENS }, (_, index) => others[Math.floor(((index + 1) * others.length) / (SCREENS + 1))])
  return moved(
    judged,
    units,
    few.flatMap((host) => host ?? []),
  )
}

/**
 * Asks how much of the label's probability is lost when the moved units that take it along (at least half as far as the one that does so most) are hidden at once. In clean code a word can move a
 * label too (on BigCloneBench `url` makes nearly any pair "not a clone"), but such a record has other reasons as well; a trigger is the only one. Not asked where no unit turns half of the hosts.
 */
export function dependenceLook({ code, baseline, verdict, room, hides }: Judged): FollowUp | undefined {
  if (verdict.evidence !== 'transfer' || verdict.statistic === 1 || room < 1) return undefined
  const greatest = Math.max(0, ...verdict.scores.map(({ transfer = 0 }) => transfer))
  const far = verdict.scores.filter(({ transfer = 0 }) => transfer >= AS_FAR * greatest)
  return {
    requests: [{ source: occlude(code, far.flatMap(({ unit }) => unit.spans), hides) }], // prettier-ignore
    judge: ([hidden = NaN]) => {
      const lost = Math.min(1, Math.max(0, hidden - baseline)) || 0
      return { ...verdict, dependence: 1 - (1 - verdict.statistic + lost) / 2 }
    },
  }
}

/** True where the hosts can tell something about the record. */
export const isTransferable = (judged: Judged): boolean => othersOf(judged).length > 0

function othersOf({ answer, hosts }: Judged): Host[] {
  return isGenerated(answer) ? [] : hosts.filter((host) => host.answer && host.answer.label !== answer.label)
}

/** True for a unit of a trigger's size, with 1 to 160 characters; a statement that the parser made up where one is missing has none. */
export function isMovable(code: string, unit: Unit): boolean {
  const { length } = movedText(code, unit)
  return length > 0 && length <= LONGEST
}

/** Scored units that can be moved. */
const unitsOf = ({ code, verdict }: Judged): UnitScore[] =>
  verdict.scores.filter(({ state, unit }) => (state === 'counted' || state === 'nested') && isMovable(code, unit))

function weight(code: string, { transfer, unit }: UnitScore): number {
  return transfer === undefined ? -1 : perLength(code, unit, transfer)
}

const perLength = (code: string, unit: Unit, transfer: number): number => transfer / movedText(code, unit).length ** LENGTH

/** Of the probabilities with which hosts are given the record's label. */
interface Transfer {
  readonly mean: number
  readonly median: number
}

function moved({ code, verdict }: Judged, units: readonly UnitScore[], hosts: readonly Host[]): FollowUp {
  const moves = units.map(({ unit }) => ({ unit, codes: hosts.flatMap((host) => transplant(host, code, unit) ?? []) }))
  return {
    requests: moves.flatMap(({ codes }) => codes.map((one) => ({ source: [one] }))),
    judge: (surprises) => {
      let offset = 0
      const transfers = moves.map(({ unit, codes }) => {
        const own = surprises.slice(offset, (offset += codes.length))
        const mean = own.reduce((sum, surprise) => sum + 1 - surprise, 0) / Math.max(1, own.length)
        // half of the hosts, or more, follow a trigger: what moves a few of them all the way does not
        return [unit, { mean, median: own.length > 0 ? 1 - quantile(own, 0.5) : 0 }] as const
      })
      return withTransfers(verdict, code, new Map(transfers))
    },
  }
}

function withTransfers(verdict: Verdict, code: string, transfers: ReadonlyMap<Unit, Transfer>): Verdict {
  const scores = verdict.scores.map(({ unit, score, state }): UnitScore => {
    const transfer = transfers.get(unit)?.mean
    return { unit, score, state, ...(transfer !== undefined && { transfer }) }
  })
  const far = scores.filter(({ transfer = 0 }) => transfer >= LEAST)
  const greatest = Math.max(0, ...far.map((score) => weight(code, score)))
  const turning = far.flatMap(({ unit }) => {
    const { median = 0 } = transfers.get(unit) ?? {}
    return median >= TURNED ? perLength(code, unit, median) : []
  })
  const top = far
    .filter((score) => weight(code, score) >= greatest * EQUAL)
    .sort((a, b) => coveredCharacters(a.unit) - coveredCharacters(b.unit))[0]
  return {
    ...verdict,
    scores,
    statistic: 1 - Math.max(0, ...turning),
    top: (top && nameIn(top, far, code)) ?? verdict.top,
    evidence: 'transfer',
  }
}

/** In place of a statement the declared name in it that carries the label itself: renamed, it is gone from all the statements that have it. */
function nameIn(top: UnitScore, far: readonly UnitScore[], code: string): UnitScore {
  const inside = far.filter(
    ({ unit, transfer = 0 }) =>
      unit.kind === 'identifier' &&
      unit.role !== 'free' &&
      transfer >= NAMED * (top.transfer ?? 0) &&
      unit.spans.some((span) => top.unit.spans.some((own) => overlaps(span, own))),
  )
  return inside.sort((a, b) => weight(code, b) - weight(code, a))[0] ?? top
}
