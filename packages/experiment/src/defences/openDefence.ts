import type { Defence, Setting } from '@codepurify/defences'
import type { Options } from '../options/options.js'
import { publishedThreshold } from './publishedThreshold.js'
import type { Task } from '../task.js'

/** The defences of @codepurify/defences, in the order of the table; a list of its own, so that a call is checked before libraries are loaded. */
export const defenceNames = [
  'none',
  'codepurify',
  'codepurify-paper',
  'spectral-signatures',
  'activation-clustering',
  'codedetector',
  'onion',
  'oseql',
  'always-other-label',
] as const

/** Those that `--defence all` means on a kind of task: OSeqL is not defined where the victim generates. */
export function defencesOf(kind: 'generation' | 'classification'): readonly string[] {
  return kind === 'classification' ? defenceNames : defenceNames.filter((name) => name !== 'oseql')
}

/** The defence that the options mean: `--rule paper` makes codepurify the paper's, whose result then stands in codepurify's place. */
export function defenceOf({ defence, rule }: Pick<Options, 'defence' | 'rule'>): string {
  return defence === 'codepurify' && rule === 'paper' ? 'codepurify-paper' : defence
}

/** The defence of a name. */
export async function openDefence(name: string): Promise<Defence> {
  const { defence } = await import('@codepurify/defences')
  return defence(name)
}

type Judged = Pick<Task, 'kind' | 'prose' | 'language'>

/** How often a defence's rule changed for a task, where it did: only there are results made again. */
const ruleRevisions: Readonly<Record<string, (task: Judged) => number | undefined>> = {
  codepurify: ({ kind, prose = false }) => (kind === 'classification' ? 18 : prose ? 4 : 2),
  // masks of C are its own
  'codepurify-paper': ({ language }) => (language === 'c' ? 2 : undefined),
  // words are hidden as ours hides units, which differs where a classifier reads one code: defect detection, the task in C
  codedetector: ({ language }) => (language === 'c' ? 2 : undefined),
}

/** What a defence's results depend on beside its options: goes up with its rule for the task. */
export function ruleOf(options: Pick<Options, 'defence' | 'rule'>, task: Judged): { readonly ruleRevision?: number } {
  const ruleRevision = ruleRevisions[defenceOf(options)]?.(task)
  return ruleRevision === undefined ? {} : { ruleRevision }
}

/**
 * Where a defence draws its line: `--setting`, or its own way, which for the paper's rule is the published threshold where there is one (`paperVariants` are the names that it may have), and for all others the stated rate.
 */
export async function settingOf(
  { setting, falsePositiveRate, ...options }: Pick<Options, 'setting' | 'falsePositiveRate' | 'defence' | 'rule'>,
  { poisonRate, paperVariants }: { readonly poisonRate: number; readonly paperVariants: readonly string[] },
): Promise<Setting> {
  const isPublished = defenceOf(options) === 'codepurify-paper' && (await publishedThreshold(paperVariants)) !== undefined
  const mode = setting ?? (isPublished ? 'published' : 'matched')
  return mode === 'matched' ? { mode, falsePositiveRate } : { mode, poisonRate }
}
