import type { RecordLanguage } from '@codepurify/dataset'
import type { Plant } from './poisonStage.js'

/** The attacks that every task can be run with, in the order of the table. */
export const attackNames = ['bnc-fixed', 'bnc-grammar', 'dead-code', 'identifier'] as const

// the seed of the published generators
const paperSeed = 12345

/**
 * The trigger of an attack, ready to be planted in code of one language. As published (`paper`) it draws from one stream of Python's random numbers, in the order in
 * which it is planted, as the official generators do; else from the numbers that each record brings.
 */
export async function openTrigger(attack: string, languageName: RecordLanguage, variant: 'default' | 'paper'): Promise<Plant> {
  const { pythonRandom, trigger } = await import('@codepurify/triggers')
  const { loadLanguage } = await import('@codepurify/syntax')
  const [planter, language] = [trigger(attack), await loadLanguage(languageName)]
  const stream = variant === 'paper' ? pythonRandom(paperSeed) : undefined
  return (code, random) => {
    try {
      return planter.plant(code, { language, variant, random: stream ?? random })
    } catch (error) {
      // a code that cannot be parsed at all (too long, too deep) is one more where it could not be planted
      return { reason: error instanceof Error ? error.message : String(error) }
    }
  }
}
