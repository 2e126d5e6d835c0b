import type { RecordLanguage } from '@codepurify/dataset'
import type { Plant } from './poisonStage.js'

/** The attacks that every task can be run with, in the order of the table. */
export const attackNames = ['bnc-fixed', 'bnc-grammar', 'dead-code', 'identifier'] as const

/** The trigger of an attack, ready to be planted in code of one language. */
export async function openTrigger(attack: string, languageName: RecordLanguage, variant: 'default' | 'paper'): Promise<Plant> {
  const { trigger } = await import('@codepurify/triggers')
  const { loadLanguage } = await import('@codepurify/syntax')
  const [planter, language] = [trigger(attack), await loadLanguage(languageName)]
  return (code, random) => {
    try {
      return planter.plant(code, { language, variant, random })
    } catch (error) {
      // a code that cannot be parsed at all (too long, too deep) is one more where it could not be planted
      return { reason: error instanceof Error ? error.message : String(error) }
    }
  }
}
