import type { RecordLanguage } from '@codepurify/dataset'
import type { Plant } from './poisonStage.js'

/** The attacks that every task can be run with, in the order of the table. */
export const attackNames = ['bnc-fixed', 'bnc-grammar', 'dead-code', 'identifier'] as const

// the seed of the published generators
const paperSeed = 12345

/**
 * The trigger of an attack, ready to be planted in code of the languages; in the `usual` one where none is named. Throws a RangeError where it is not written for one of them. As published (`paper`) it draws from one stream of Python's random numbers, in the order in
 * which it is planted, as the official generators do; else from the numbers that each record brings.
 */
export async function openTrigger(
  attack: string,
  o: { readonly languages: readonly RecordLanguage[]; readonly usual: RecordLanguage; readonly variant: 'default' | 'paper' },
): Promise<Plant> {
  const { pythonRandom, trigger, triggerLanguage } = await import('@codepurify/triggers')
  const { loadLanguage } = await import('@codepurify/syntax')
  const { usual, variant } = o
  const planter = trigger(attack)
  const loaded = new Map(await Promise.all(o.languages.map(async (name) => [name, await loadLanguage(name)] as const)))
  for (const language of loaded.values()) triggerLanguage(language, variant)
  const stream = variant === 'paper' ? pythonRandom(paperSeed) : undefined
  return (code, random, name = usual) => {
    const language = loaded.get(name)
    if (language === undefined) throw new RangeError(`the trigger was opened for ${[...loaded.keys()].join(', ')}, got a record in ${name}`)
    try {
      return planter.plant(code, { language, variant, random: stream ?? random })
    } catch (error) {
      // a code that cannot be parsed at all (too long, too deep) is one more where it could not be planted
      return { reason: error instanceof Error ? error.message : String(error) }
    }
  }
}
