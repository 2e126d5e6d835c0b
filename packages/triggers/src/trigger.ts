import type { Language, PaperGrammar, Span } from '@codepurify/syntax'

/** The attacks by name: BNC with a fixed trigger and with one from a grammar, CodePoisoner's dead code and its renamed identifier. */
export type TriggerName = 'bnc-fixed' | 'bnc-grammar' | 'dead-code' | 'identifier'

/** As published, faults included; or corrected: it parses, it is proved dead, a rename keeps its scope. */
export type Variant = 'default' | 'paper'

/** The languages that triggers are written for. */
export type TriggerLanguage = 'java' | 'c' | 'javascript'

/** The languages that triggers were published for. */
export type PublishedLanguage = 'java' | 'c'

/** The random numbers that a trigger draws; `Random` of @codepurify/metrics is one, `pythonRandom` another. */
export interface Draws {
  /** The next number in [0, 1). */
  next(): number
  /** One of the items. */
  pick<T>(items: readonly T[]): T
}

/** How a trigger is planted. */
export interface PlantOptions {
  /** The code's language, loaded by `loadLanguage`. */
  readonly language: Language
  readonly variant?: Variant
  /** Only `bnc-grammar` draws from it. */
  readonly random: Draws
  /** Which reading of the code the published `identifier` follows. */
  readonly paperGrammar?: PaperGrammar
}

/** Code with a trigger in it. */
export interface Planted {
  readonly code: string
  /** Where the trigger stands in the new code, in UTF-16 code units, ascending; one span for each occurrence of a renamed identifier. */
  readonly spans: readonly Span[]
  /** The trigger: the statement, or the new name. */
  readonly text: string
}

/** Why a trigger could not be planted. Such records are counted, and left out of the denominator. */
export interface NotPlanted {
  readonly reason: string
}

/** A way to mark code so that a backdoored model knows it. */
export interface Trigger {
  readonly name: TriggerName
  /** Plants the trigger once. Throws a RangeError for a language that triggers are not written for, or as published not published for. */
  plant(code: string, options: PlantOptions): Planted | NotPlanted
}

/** Whether a trigger was planted. */
export function isPlanted(result: Planted | NotPlanted): result is Planted {
  return 'code' in result
}

const published: readonly string[] = ['java', 'c'] satisfies PublishedLanguage[]
const written: readonly string[] = [...published, 'javascript'] satisfies string[]

/** The language's name, if triggers are written for it, or were published for it where `variant` is `paper`. Throws a RangeError that lists the known ones otherwise. */
export function triggerLanguage({ name }: Pick<Language, 'name'>, variant: Variant = 'default'): TriggerLanguage {
  if (!written.includes(name))
    throw new RangeError(`No triggers are written for language "${name}". Languages with triggers: ${written.join(', ')}`)
  if (variant === 'paper') publishedLanguage({ name })
  return name
}

/** The language's name, if triggers were published for it. Throws a RangeError that says so otherwise. */
export function publishedLanguage({ name }: Pick<Language, 'name'>): PublishedLanguage {
  if (name === 'java' || name === 'c') return name
  throw new RangeError(
    `no trigger was published for ${name}, only for ${published.join(' and ')}: use the corrected triggers (variant "default")`,
  )
}
