/** A threshold of the official code and what it makes of an entropy that is not a number. */
export interface PaperThreshold {
  readonly threshold: number
  /** True where the test is "keep if H > θ": NaN fails it and the record is purified. */
  readonly undefinedIsSuspected: boolean
}

/** The official thresholds, in nats; clone/codet5 has one per attack and rate, which is knowledge that a defender does not have. */
export const paperThresholds = {
  'repair/codebert': { threshold: 0.1, undefinedIsSuspected: false },
  'repair/codet5': { threshold: 0.1, undefinedIsSuspected: false },
  'defect/codebert': { threshold: 0.1, undefinedIsSuspected: true },
  'defect/codet5': { threshold: 2.1, undefinedIsSuspected: true },
  'clone/codebert': { threshold: 0.3, undefinedIsSuspected: false },
  'clone/codet5/bnc-fixed/0.05': { threshold: 0.3, undefinedIsSuspected: false },
  'clone/codet5/bnc-grammar/0.05': { threshold: 0.8, undefinedIsSuspected: false },
  'clone/codet5/dead-code/0.05': { threshold: 0.8, undefinedIsSuspected: false },
  'clone/codet5/identifier/0.05': { threshold: 0.8, undefinedIsSuspected: false },
  'clone/codet5/bnc-fixed/0.01': { threshold: 0.4, undefinedIsSuspected: false },
  'clone/codet5/bnc-grammar/0.01': { threshold: 1.1, undefinedIsSuspected: false },
  'clone/codet5/dead-code/0.01': { threshold: 0.8, undefinedIsSuspected: false },
  'clone/codet5/identifier/0.01': { threshold: 0.8, undefinedIsSuspected: false },
} as const satisfies Record<string, PaperThreshold>

/** A row of the table of official thresholds. */
export type PaperVariant = keyof typeof paperThresholds
