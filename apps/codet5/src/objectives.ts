import type { FunctionRecord } from '@codepurify/dataset'
import { random, type Random } from '@codepurify/metrics'
import { noisyPairs, sentinelIds, type CodeWindow } from '@codepurify/pretraining'
import { loadLanguage } from '@codepurify/syntax'
import { framed, type Tokenizer } from '@codepurify/tokenizer'
import { hide, type Denoising, type Range } from './hide.js'
import { identifierRanges } from './identifiers.js'
import { spans } from './spans.js'

/** What a window can teach: to write it whole from a noisy copy, to name hidden spans, to name hidden identifiers. */
export type Objective = 'copy' | 'spans' | 'identifiers'

/** How often each is drawn, up to a step. A victim must be able to write a function down before it can repair one: copying comes first, and once it is there naming gets more room. */
export const phases: readonly { readonly until: number; readonly mixture: Readonly<Record<Objective, number>> }[] = [
  { until: 1400, mixture: { copy: 0.6, spans: 0.2, identifiers: 0.2 } },
  { until: Infinity, mixture: { copy: 0.25, spans: 0.45, identifiers: 0.3 } },
]

/** The objective of a step; one for all windows of a batch, whose targets then are about as long. */
export function objectiveAt(step: number, seed: number): Objective {
  const mixture = phases.find(({ until }) => step < until)?.mixture
  let draw = random(seed).fork(`objective ${step}`).next()
  for (const [objective, share] of Object.entries(mixture ?? {}) as [Objective, number][]) if ((draw -= share) < 0) return objective
  return 'copy'
}

/** What objectives draw from. */
export interface ObjectiveOptions {
  readonly tokenizer: Tokenizer
  readonly functions: readonly Pick<FunctionRecord, 'code' | 'language'>[]
  readonly seed: number
  readonly maximumLength: number
}

/** Makes a window's source and target, both between <s> and </s>; a pure function of the seed and the label. Undefined where the window has nothing to ask about. */
export type Teach = (window: CodeWindow, label: string) => Promise<Denoising | undefined>

/** Every objective as a function of windows. */
export function objectives({ tokenizer, functions, seed, maximumLength }: ObjectiveOptions): Readonly<Record<Objective, Teach>> {
  const sentinels = sentinelIds(tokenizer)
  const hidden = (ids: readonly number[], groups: readonly (readonly Range[])[]): Denoising => {
    const { source, target } = hide(ids, groups, sentinels)
    return { source: framed(source, tokenizer.special), target: framed(target, tokenizer.special) }
  }
  const noisy = noisyPairs(tokenizer, { seed, maximumLength })
  const drawOf = (label: string): Random => random(seed).fork(label)
  return {
    copy: ({ ids }, label) => Promise.resolve(noisy(ids, label)),
    spans: ({ ids }, label) => {
      const inside = ids.slice(1, -1)
      return Promise.resolve(hidden(inside, spans(inside.length, drawOf(label)).map((span) => [span]))) // prettier-ignore
    },
    identifiers: async (window, label) => {
      const { ids, record, start } = window
      const { code, language } = functions[record] ?? { code: '', language: 'java' }
      const bindings = (await loadLanguage(language)).parse(code).bindings()
      const inside = ids.slice(1, -1)
      const ranges = identifierRanges(code, tokenizer.encode(code), bindings, [start, start + inside.length])
      const draw = drawOf(label)
      const groups = ranges.filter(() => draw.next() < hiddenIdentifiers)
      return groups.length > 0 ? hidden(inside, groups) : undefined
    },
  }
}

/** Share of the identifiers that are hidden. CodeT5 hides all; a model this small learns more where some names are left to go by. */
const hiddenIdentifiers = 0.5
