import type { DefectRecord, FunctionRecord } from '@codepurify/dataset'
import { random as openRandom } from '@codepurify/metrics'
import type { Language } from '@codepurify/syntax'
import { defectOperators } from './defectOperators.js'
import { rewrite } from './rewrite.js'
import { sameLayout } from './sameLayout.js'
import { mutants } from './seedBugs.js'

/** A defect-detection record that was made here, so that its source is known. */
export type SeededDefect = DefectRecord & Required<Pick<DefectRecord, 'source'>>

/**
 * Makes defect-detection records out of functions, two of each: the function without a seeded defect (label 0) and with one (label 1, `operator`).
 * Both were first written differently in the same way that keeps their meaning, and both are laid out alike, so that an edit alone says nothing about
 * the label. A function that cannot be rewritten, or in which no defect fits, gives none. The split is the function's own; the least used operator comes first.
 */
export function* seedDefects(
  functions: Iterable<FunctionRecord>,
  language: Language,
  { seed, onFunction = () => {} }: { seed: number | string; onFunction?: () => void },
): Iterable<SeededDefect> {
  const used = new Map<string, number>()
  const stream = openRandom(seed)
  for (const { id, code, language: name, split, source } of functions) {
    onFunction()
    const random = stream.fork(id)
    const { code: edited, kinds } = rewrite(code, language, { random: random.fork('rewrite'), most: 1 })
    if (kinds.length === 0) continue
    const clean = sameLayout(edited, language)
    for (const mutant of mutants(edited, language, random.fork('defect'), used, defectOperators)) {
      const defective = sameLayout(mutant.code, language)
      if (defective === clean) continue
      used.set(mutant.operator, (used.get(mutant.operator) ?? 0) + 1)
      yield { id: `${id}-0`, code: clean, label: 0, language: name, split, source }
      yield { id: `${id}-1`, code: defective, label: 1, language: name, split, operator: mutant.operator, source }
      break
    }
  }
}
