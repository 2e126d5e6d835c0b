import type { Defence, Setting } from '@codepurify/defences'
import type { Options } from './options.js'

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

/** The defence of a name. */
export async function openDefence(name: string): Promise<Defence> {
  const { defence } = await import('@codepurify/defences')
  return defence(name)
}

/** Where a defence draws its line: `--setting`, or its own way, which for the paper's rule is the published threshold and for all others the stated rate. */
export function settingOf({ defence, setting, falsePositiveRate }: Options, poisonRate: number): Setting {
  const mode = setting ?? (defence === 'codepurify-paper' ? 'published' : 'matched')
  return mode === 'matched' ? { mode, falsePositiveRate } : { mode, poisonRate }
}
