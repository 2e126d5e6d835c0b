import type { Defence, Setting } from '@codepurify/defences'
import type { Options } from '../options/options.js'
import { defenceOf } from '../options/ruleRevision.js'
import { publishedThreshold } from './publishedThreshold.js'

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

/** The defence of a name. */
export async function openDefence(name: string): Promise<Defence> {
  const { defence } = await import('@codepurify/defences')
  return defence(name)
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
