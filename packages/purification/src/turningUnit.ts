import { isGenerated, type Suspicion, type UnitScore } from '@codepurify/entropy'
import type { CaseFile } from './caseFile.js'

/**
 * In a record that was suspected and keeps its label without what was suspected: the unit that the label hangs on now, hiding which makes it less likely than not. A second trigger may be too weak to move into other
 * records, although it keeps the label where the first one stood with it. Of several the one that takes most away; undefined where there is none, in a first round, and for generated answers.
 */
export function turningUnit({ rounds }: CaseFile, { answer, baseline, scores }: Suspicion): UnitScore | undefined {
  const last = rounds[rounds.length - 1]
  if (last?.replacement === undefined || isGenerated(answer)) return undefined
  const turning = scores.filter(({ state, score }) => (state === 'counted' || state === 'nested') && baseline + score > 0.5)
  return turning.reduce<UnitScore | undefined>((most, next) => (!most || next.score > most.score ? next : most), undefined)
}
