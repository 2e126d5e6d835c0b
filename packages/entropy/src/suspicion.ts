import type { Unit } from '@codepurify/syntax'
import type { Host } from './host.js'
import { below, type LabelThresholds } from './calibrateByLabel.js'
import { unitText } from './paperRule.js'
import type { PaperThreshold } from './paperThresholds.js'
import type { Judged, Rule, Verdict } from './rule.js'
import { type RuleName, rule as ruleNamed } from './rules.js'
import { type Answer, isGenerated, type SurpriseRequest, type Victim } from './victim.js'

/** A record whose units are to be scored. */
export interface SuspicionRecord {
  readonly code: string
  readonly units: readonly Unit[]
  /** The victim's answer to this code, when it is known already; asked for otherwise. */
  readonly answer?: Answer
  /** Units scored at most, where it differs from the options' limit. */
  readonly limit?: number
}

/** How suspicious a record is, and which unit it owes that to. */
export interface Suspicion extends Verdict {
  readonly answer: Answer
  /** surprise(x): of the answer, nothing hidden. */
  readonly baseline: number
  /** Units that start past the model's window: hiding them cannot move the answer, so they are counted instead of scored. */
  readonly beyond: number
  /** Units left out because of `limit` or (paper's rule) because they repeat another. */
  readonly unscored: number
  /** Sequences that went through the victim for this record. */
  readonly victimCalls: number
}

/** Options of `suspicion`. */
export interface SuspicionOptions {
  readonly rule?: RuleName
  /** Units scored in one record at most, shallow ones first. */
  readonly limit?: number
  /** Clean records into which the default rule moves the units of a labelled one; none by default. */
  readonly hosts?: readonly Host[]
}

/** Scores every unit of many records: one call of `victim.answer`, one of `victim.surprise` (and one for every further look), so that all variants of all records share length-sorted batches. */
export async function suspicion(
  victim: Victim,
  records: readonly SuspicionRecord[],
  { rule = 'default', limit = 400, hosts = [] }: SuspicionOptions = {},
): Promise<Suspicion[]> {
  const chosen = ruleNamed(rule)
  const answers = await answersTo(victim, records, chosen)
  const plans = records.map((record, index) => plan(victim, chosen, record, answers[index], record.limit ?? limit))
  const values = await ask(
    victim,
    plans.map(({ requests }) => requests),
  )
  const judged = plans.map(({ code, answer, variants, counted, requests, asked, room }, index) => {
    const rest = [...(values[index] ?? [])]
    const baseline = knownSurprise(answer) ?? rest.shift() ?? NaN
    const next = (): number => rest.shift() ?? NaN
    const surprises = variants.map((variant, i) => {
      if (!('source' in variant)) return NaN
      // of tokens that are not the unit's own words, as much as they lose
      return counted[i] ? baseline - next() + next() : next()
    })
    const verdict = chosen.judge({ answer, baseline, variants, surprises })
    const { hides, besides } = victim
    return { code, answer, baseline, verdict, room, hides, besides, hosts, victimCalls: requests.length + asked }
  })
  const final = await lookFurther(victim, judged, chosen.looks ?? [])
  return final.map(({ answer, baseline, verdict, victimCalls }) => {
    const count = (state: string): number => verdict.scores.filter((score) => score.state === state).length
    return { answer, baseline, ...verdict, beyond: count('beyond'), unscored: count('unscored'), victimCalls }
  })
}

type Counted = Judged & { readonly victimCalls: number }

/** Every further look, one call of the victim for each. */
async function lookFurther(victim: Victim, judged: readonly Counted[], looks: NonNullable<Rule['looks']>): Promise<readonly Counted[]> {
  let records = judged
  for (const look of looks) {
    const followUps = records.map(look)
    const values = await ask(
      victim,
      records.map(({ answer }, index) => (followUps[index]?.requests ?? []).map((request) => ({ ...request, answer }))),
    )
    records = records.map((record, index) => {
      const followUp = followUps[index]
      if (!followUp) return record
      const calls = followUp.requests.length
      return { ...record, verdict: followUp.judge(values[index] ?? []), room: record.room - calls, victimCalls: record.victimCalls + calls }
    })
  }
  return records
}

/** The surprises of many groups of requests, in one call; none where nothing is asked. */
async function ask(victim: Victim, groups: readonly (readonly SurpriseRequest[])[]): Promise<number[][]> {
  const requests = groups.flat()
  const surprises = requests.length > 0 ? await victim.surprise(requests) : new Float64Array()
  if (surprises.length !== requests.length) throw new Error(`the victim gave ${surprises.length} surprises for ${requests.length} requests`)
  let offset = 0
  return groups.map((group) => [...surprises.subarray(offset, (offset += group.length))])
}

/** What a statistic is compared with. */
export type Threshold = number | LabelThresholds | PaperThreshold

/** True when the statistic lies below the threshold (of its label, where each has its own); a statistic that is not a number is suspected only where an official threshold says so. */
export function suspected(found: Pick<Suspicion, 'statistic' | 'dependence' | 'answer'>, threshold: Threshold): boolean {
  const { statistic } = found
  if (typeof threshold === 'number') return statistic < threshold
  if ('labels' in threshold) return below(found, threshold) > 0
  return Number.isNaN(statistic) ? threshold.undefinedIsSuspected : statistic < threshold.threshold
}

async function answersTo(victim: Victim, records: readonly SuspicionRecord[], rule: Rule): Promise<(Answer | undefined)[]> {
  const unknown = records.flatMap((record, index) => (record.answer ? [] : [index]))
  const given = unknown.length > 0 ? await victim.answer(unknown.map((index) => [rule.read(records[index]?.code ?? '')])) : []
  if (given.length !== unknown.length) throw new Error(`the victim gave ${given.length} answers to ${unknown.length} sources`)
  const byIndex = new Map(unknown.map((index, position) => [index, given[position]]))
  return records.map((record, index) => record.answer ?? byIndex.get(index))
}

function plan(victim: Victim, rule: Rule, record: SuspicionRecord, given: Answer | undefined, limit: number) {
  if (!given) throw new Error('the victim gave no answer to a record')
  const answer = rule.name === 'paper' && victim.reread ? victim.reread(given) : given
  const variants = rule.variants(record, victim, limit)
  const counted = variants.map(({ unit }) => (rule.name === 'default' ? victim.besides?.(answer, unitText(record.code, unit)) : undefined))
  const whole: SurpriseRequest = { source: [rule.read(record.code)], answer }
  const hidden = variants.flatMap((variant, i): SurpriseRequest[] => {
    if (!('source' in variant)) return []
    const own = counted[i]
    const { source } = variant
    return own
      ? [
          { ...whole, counted: own },
          { source, answer, counted: own },
        ]
      : [{ source, answer }]
  })
  const requests = knownSurprise(answer) === undefined ? [whole, ...hidden] : hidden
  return { code: record.code, answer, variants, counted, requests, asked: record.answer ? 0 : 1, room: limit - hidden.length }
}

/** The answer's surprise given the record itself, where the victim has told it already. */
const knownSurprise = (answer: Answer): number | undefined => (isGenerated(answer) ? answer.surprise : undefined)
