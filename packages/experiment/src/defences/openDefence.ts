import type { RecordLanguage } from '@codepurify/dataset'
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

/** What a defence is put to work on. */
export interface Ground {
  /** The task. */
  readonly name: string
  readonly kind: 'generation' | 'classification'
  /** Of its records. */
  readonly languages: readonly RecordLanguage[]
}

/** Languages that the published code has units for. */
const paperLanguages: readonly RecordLanguage[] = ['java', 'c']

/** Why a defence is not defined on a ground, for those that are not defined on all. */
const limits: Readonly<Record<string, (ground: Ground) => string | undefined>> = {
  oseql: ({ kind, name }) => (kind === 'classification' ? undefined : `is for classifiers, and the victims of ${name} generate`),
  'codepurify-paper': ({ languages }) => {
    const others = languages.filter((language) => !paperLanguages.includes(language))
    return others.length === 0
      ? undefined
      : `has units for ${paperLanguages.join(' and ')} alone, and there are records in ${others.join(', ')}`
  },
}

/** Why a defence cannot be put to work on a ground; undefined where it can. */
export function unfit(name: string, ground: Ground): string | undefined {
  return limits[name]?.(ground)
}

/** Those that `--defence all` means on a ground: all that are defined there. */
export function defencesOf(ground: Ground): readonly string[] {
  return defenceNames.filter((name) => unfit(name, ground) === undefined)
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
