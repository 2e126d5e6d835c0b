import type { CloneRecord, FunctionRecord, SourceOfCode } from '@codepurify/dataset'
import { random as openRandom, type Random } from '@codepurify/metrics'
import type { Language } from '@codepurify/syntax'
import { naturalClones } from './naturalClones.js'
import { Unlike } from './unlike.js'
import { renameAll, renameFunction, rewrite } from './rewrite.js'

/** How long a function must be to stand in a pair, in lexical tokens: shorter ones are alike by chance. */
export const fewestTokens = 30

/** A clone-detection record that was made here, so that its kind and both sources are known. */
export type MadeClone = CloneRecord & { readonly kind: string; readonly source: SourceOfCode; readonly otherSource: SourceOfCode }

const mostStructural = 4

/**
 * Makes clone-detection records out of Java functions, in pairs of one positive and one negative with the same first function and the same treatment.
 * Positives: the function rewritten (`rewritten`), another function that differs only in names and literals (`type-2`), the same method of another version of
 * the package (`other-version`). Negatives: another method of about the same length in the same split, about half of them with a share of common tokens from 0.3 to
 * 0.7 (`similar`), the rest below (`different`), rewritten where the positive is. The second function always gets another function's name.
 */
export function* makeClones(
  functions: readonly FunctionRecord[],
  language: Language,
  { seed, onFunction = () => {} }: { seed: number | string; onFunction?: () => void },
): Iterable<MadeClone> {
  const stream = openRandom(seed)
  const long = functions.filter(({ tokens }) => tokens >= fewestTokens)
  const natural = naturalClones(long)
  const unlike = new Unlike(long, language)
  for (const first of functions) {
    onFunction()
    if (first.tokens < fewestTokens) continue
    const random = stream.fork(first.id)
    const renamed = rewritten(first, language, random.fork('positive'))
    const positives = [
      ...(renamed === undefined ? [] : [{ kind: 'rewritten', second: first, other: renamed }]),
      ...(natural.get(first.id) ?? []).map(({ kind, second }) => ({ kind, second, other: second.code })),
    ]
    let count = 0
    for (const { kind, second, other } of positives) {
      const negative = unlike.draw(first, random.fork(`negative ${count}`))
      if (negative === undefined) continue
      const against = kind === 'rewritten' ? rewritten(negative.second, language, random.fork(`against ${count}`)) : negative.second.code
      if (against === undefined) continue
      const name = random.pick(functions).name
      const pair = (label: 0 | 1, kind: string, { second, other }: { second: FunctionRecord; other: string }): MadeClone => ({
        id: `${first.id}-${count++}`,
        code: first.code,
        other: renameFunction(other, language, { from: second.name, to: name }),
        label,
        language: first.language,
        split: first.split,
        kind,
        source: first.source,
        otherSource: second.source,
      })
      yield pair(1, kind, { second, other })
      yield pair(0, negative.kind, { second: negative.second, other: against })
    }
  }
}

// Every local gets another name; before that, the structure changes in up to four ways.
function rewritten({ code }: FunctionRecord, language: Language, random: Random): string | undefined {
  const { code: changed, kinds } = rewrite(code, language, { random, most: mostStructural })
  return renameAll(changed, language, random) ?? (kinds.length > 0 ? changed : undefined)
}
