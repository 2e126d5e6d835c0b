import type { Random } from '@codepurify/metrics'
import type { Language } from '@codepurify/syntax'
import {
  applyChange,
  type Change,
  extractedConditions,
  invertedBranches,
  mirroredComparisons,
  reorderedStatements,
  rewrittenLoops,
} from './benignSites.js'
import { mutationView, type MutationView } from './mutationView.js'

/** The ways to write a function differently without changing what it does. */
export const rewritings = [
  'renamed',
  'mirrored-comparison',
  'rewritten-loop',
  'inverted-branches',
  'extracted-condition',
  'reordered-statements',
] as const

/** One of the ways to write a function differently without changing what it does. */
export type Rewriting = (typeof rewritings)[number]

const ordinaryNames = (
  'value result item index count data current next entry size key node temp buffer length first last other total offset limit input output ' +
  'status flag mode state element position source target found step context options'
).split(' ')

interface Setting {
  readonly random: Random
  readonly c: boolean
  readonly names: readonly string[]
}

const changes: Readonly<Record<Rewriting, (view: MutationView, setting: Setting) => Change[]>> = {
  renamed: ({ locals }, { names }) =>
    locals.flatMap(({ spans }, i) =>
      names[i % names.length] === undefined ? [] : [spans.map((span) => ({ span, text: names[i % names.length] ?? '' }))],
    ),
  'mirrored-comparison': mirroredComparisons,
  'rewritten-loop': rewrittenLoops,
  'inverted-branches': invertedBranches,
  'extracted-condition': (view, { names: [name = 'condition'], c }) => extractedConditions(view, { name, c }),
  'reordered-statements': reorderedStatements,
}

/** A function written differently, and how. */
export interface Rewritten {
  readonly code: string
  readonly kinds: readonly Rewriting[]
}

/** Writes a function differently in at most `most` ways, each once, in an order that `random` decides; what does not parse afterwards is not taken. */
export function rewrite(code: string, language: Language, { random, most }: { random: Random; most: number }): Rewritten {
  // parsing takes nearly all of the time: a text is looked at once
  let view = viewOf(code, language)
  const kinds: Rewriting[] = []
  for (const kind of random.shuffle(rewritings)) {
    if (kinds.length === most || view === undefined) break
    const found = changes[kind](view, { random, c: language.name === 'c', names: freshNames(view, random) })
    if (found.length === 0) continue
    const changed = viewOf(applyChange(view.code, random.pick(found)), language)
    if (changed === undefined) continue
    view = changed
    kinds.push(kind)
  }
  return { code: view?.code ?? code, kinds }
}

/** A copy of a function in which every local has another name; undefined where it has none, or more than there are names. */
export function renameAll(code: string, language: Language, random: Random): string | undefined {
  const view = viewOf(code, language)
  if (view === undefined) return undefined
  const names = freshNames(view, random)
  if (view.locals.length === 0 || view.locals.length > names.length) return undefined
  const change = view.locals.flatMap(({ spans }, i) => spans.map((span) => ({ span, text: names[i] ?? '' })))
  const changed = applyChange(code, change)
  return viewOf(changed, language) === undefined ? undefined : changed
}

/** A copy of a function under another name, with its calls of itself. */
export function renameFunction(code: string, language: Language, name: { readonly from: string; readonly to: string }): string {
  const syntax = language.parse(code)
  const spans = syntax.units().flatMap((unit) => (unit.role === 'function' && unit.name === name.from ? unit.spans : []))
  return applyChange(
    code,
    spans.map((span) => ({ span, text: name.to })),
  )
}

/** Ordinary names that stand nowhere in a function, in an order that `random` decides: they can capture nothing. */
export function freshNames({ tokens }: MutationView, random: Random): string[] {
  const taken = new Set(tokens.map(({ text }) => text))
  return random.shuffle(ordinaryNames.filter((name) => !taken.has(name)))
}

/** What there is to see in a function; undefined where it does not parse. */
export function viewOf(code: string, language: Language): MutationView | undefined {
  const syntax = language.parse(code)
  return syntax.parses ? mutationView(code, syntax, (name) => language.isReserved(name)) : undefined
}
