import type { DefectRecord, FunctionRecord } from '@codepurify/dataset'
import { type Random, random as openRandom } from '@codepurify/metrics'
import type { Language } from '@codepurify/syntax'
import { applyChange, type Change } from './benignSites.js'
import { plantings } from './planting.js'
import { rewrite, viewOf } from './rewrite.js'
import { sameLayout } from './sameLayout.js'
import { parses } from './seedBugs.js'
import { vulnerabilities } from './vulnerabilities.js'

/** A defect-detection record that was made here, so that its source is known. */
export type SeededDefect = DefectRecord & Required<Pick<DefectRecord, 'source'>>

/** Safe forms of other vulnerabilities in a function, at most. */
const MOST_BESIDE = 2

/**
 * Makes defect-detection records out of functions, two of each: without a seeded vulnerability (label 0) and with one (label 1, `operator`). Both were first written differently in the same
 * way that keeps their meaning, have the safe forms of up to two other vulnerabilities in the same places, and are laid out alike; half of those without the vulnerability have its safe form.
 * So neither an edit nor safe code says much about the label. A function that cannot be rewritten, or has no place for a statement, gives none. The split is the function's own; the least used
 * vulnerability is taken.
 */
export function* seedDefects(
  functions: Iterable<FunctionRecord>,
  language: Language,
  { seed, onFunction = () => {} }: { seed: number | string; onFunction?: () => void },
): Iterable<SeededDefect> {
  const used = new Map(Object.keys(vulnerabilities).map((name) => [name, 0]))
  const stream = openRandom(seed)
  for (const { id, code, language: name, split, source } of functions) {
    onFunction()
    const random = stream.fork(id)
    const { code: edited, kinds } = rewrite(code, language, { random: random.fork('rewrite'), most: 1 })
    const operator = leastUsed(used, random)
    const pair = kinds.length === 0 ? undefined : seeded(edited, operator, language, random)
    if (pair === undefined) continue
    used.set(operator, (used.get(operator) ?? 0) + 1)
    yield { id: `${id}-0`, code: pair.clean, label: 0, language: name, split, source }
    yield { id: `${id}-1`, code: pair.vulnerable, label: 1, language: name, split, operator, source }
  }
}

function leastUsed(used: ReadonlyMap<string, number>, random: Random): string {
  const least = Math.min(...used.values())
  return random.pick([...used].flatMap(([name, count]) => (count === least ? [name] : [])))
}

function seeded(
  code: string,
  operator: string,
  language: Language,
  random: Random,
): { readonly clean: string; readonly vulnerable: string } | undefined {
  const view = viewOf(code, language)
  if (view === undefined) return undefined
  const others = random.shuffle(Object.keys(vulnerabilities).filter((name) => name !== operator)).slice(0, random.integer(MOST_BESIDE + 1))
  const chosen = [operator, ...others].flatMap((name) => vulnerabilities[name] ?? [])
  const [own, ...beside] = plantings(view, chosen, random)
  if (own === undefined) return undefined
  const safe = beside.map((one) => one.safe)
  const written = (change: Change): string | undefined => {
    const text = applyChange(code, change)
    return parses(text, language) ? sameLayout(text, language) : undefined
  }
  const [clean, vulnerable] = [written(random.integer(2) === 0 ? safe : [own.safe, ...safe]), written([own.unsafe, ...safe])]
  return clean === undefined || vulnerable === undefined ? undefined : { clean, vulnerable }
}
