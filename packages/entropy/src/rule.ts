import type { Unit } from '@codepurify/syntax'
import type { Host } from './host.js'
import type { Answer, Source, SurpriseRequest, Victim } from './victim.js'

/** What happened to a unit: its score counts; it was scored but its parts stand for it; it lies past the model's window; it was left out for the limit. */
export type UnitState = 'counted' | 'nested' | 'beyond' | 'unscored'

/** One unit's part in the victim's answer. */
export interface UnitScore {
  readonly unit: Unit
  /** Default rule: surprise(x_u) - surprise(x), at least 0. Paper's rule: the loss of x_u as it is (`paperRule`). 0 for a unit that was not scored. */
  readonly score: number
  readonly state: UnitState
  /** Mean probability of the record's label in other records that carry the unit; absent where the unit was not moved, 0 where nothing takes it. */
  readonly transfer?: number
}

/** What a rule reads from the scores of one record. */
export interface Verdict {
  /** In the order of the record's units. */
  readonly scores: readonly UnitScore[]
  /** Shannon entropy of the counted scores, in nats. */
  readonly entropy: number
  /** Entropy / ln n in [0, 1]; 1 where fewer than two units count or no score is above zero. */
  readonly normalizedEntropy: number
  /** What is compared with the threshold; lower is more suspicious. */
  readonly statistic: number
  /** Of labels, where a unit takes the label along: the same with what the label depends on beside, 1 − (transfer + lost) / 2. */
  readonly dependence?: number
  /** The unit that explains the answer best, if any unit was scored. */
  readonly top: UnitScore | undefined
  /** What the statistic says: what hiding the unit takes away (necessity), how much of the answer it carries alone (sufficiency), or whether the label goes with it elsewhere (transfer). */
  readonly evidence: 'necessity' | 'sufficiency' | 'transfer'
}

/** Another look at a record: what to ask about its answer, and the verdict from the surprises. */
export interface FollowUp {
  readonly requests: readonly Pick<SurpriseRequest, 'source' | 'counted'>[]
  judge(surprises: readonly number[]): Verdict
}

/** A record as its rule judged it. */
export interface Judged {
  readonly code: string
  readonly answer: Answer
  readonly baseline: number
  readonly verdict: Verdict
  /** Sequences that may still go through the victim. */
  readonly room: number
  /** The victim's. */
  readonly hides: Victim['hides']
  /** The victim's. */
  readonly besides: Victim['besides']
  /** Clean records into which units may be moved. */
  readonly hosts: readonly Host[]
}

/** A unit's variant: the source that the victim reads with this unit hidden, or why there is none. */
export type Variant = { readonly unit: Unit; readonly source: Source } | { readonly unit: Unit; readonly state: 'beyond' | 'unscored' }

/** A way to hide units and to read the scores. */
export interface Rule {
  readonly name: 'default' | 'paper'
  /** The text that the victim is asked about, made from the record's code. */
  read(code: string): string
  /** One variant for every unit, in order; units past the window or over `limit` are marked, never dropped. */
  variants(record: { readonly code: string; readonly units: readonly Unit[] }, victim: Victim, limit: number): Variant[]
  /** Scores and verdict from the surprises: `surprises[i]` belongs to `variants[i]`, NaN where there is none. */
  judge(o: {
    readonly answer: Answer
    readonly baseline: number
    readonly variants: readonly Variant[]
    readonly surprises: readonly number[]
  }): Verdict
  /** Further looks, each at what the one before made of the record; undefined where there is nothing to ask. */
  readonly looks?: readonly ((judged: Judged) => FollowUp | undefined)[]
}
