import type { Language } from '@codepurify/syntax'
import { paperGaps } from './bncFixed.js'
import { insertAfterBrace, insertIntoBody } from './insertion.js'
import { provedDead } from './proof.js'
import type { Draws, Trigger, TriggerLanguage, Variant } from './trigger.js'
import { publishedLanguage, triggerLanguage } from './trigger.js'

interface Words {
  /** The functions and the range that the published generator takes for theirs. */
  readonly functions: readonly (readonly [name: string, low: number, high: number])[]
  readonly random: string
  readonly bodies: readonly string[]
  /** What the published generator puts between a call without argument and the operator. */
  readonly afterRandom: string
}

const mathFunctions: Words['functions'] = [
  ['Math.sin', -1, 1],
  ['Math.cos', -1, 1],
  ['Math.exp', 1, 3],
  ['Math.sqrt', 0, 1],
  ['Math.random', 0, 1],
]

const words: Readonly<Record<TriggerLanguage, Words>> = {
  java: {
    functions: mathFunctions,
    random: 'Math.random',
    bodies: ['throw new Exception("%")', 'System.out.println("%")'],
    afterRandom: '',
  },
  javascript: {
    functions: mathFunctions,
    random: 'Math.random',
    bodies: ['throw new Error("%")', 'console.log("%")'],
    afterRandom: '',
  },
  c: {
    functions: [
      ['sin', -1, 1],
      ['cos', -1, 1],
      ['exp', 1, 3],
      ['sqrt', 0, 1],
      ['rand', 0, 1],
    ],
    random: 'rand',
    bodies: ['printf("%")'],
    afterRandom: ' ',
  },
}

const keywords = ['if', 'while']
const operators = ['<', '>', '<=', '>=', '==']
const letters = [...'abcdefghijklmnopqrstuvwxyz']
const messages = ['err', 'crash', 'alert', 'warning', 'flag', 'exception', 'level', 'create', 'delete', 'success', 'get', 'set']

/** Draws one statement from the grammar, in the order of draws of the published generator and with its text: no final `;`. JavaScript has the same grammar in its own words. */
export function drawStatement(language: TriggerLanguage, random: Draws): string {
  const { functions, random: withoutArgument, bodies, afterRandom } = words[language]
  const keyword = random.pick(keywords)
  const [name, low, high] = random.pick(functions)
  const call = name === withoutArgument ? `${name}()${afterRandom}` : `${name}(${random.next().toFixed(2)}) `
  const operator = random.pick(operators)
  const below = operator === '<' || operator === '<=' || operator === '=='
  const constant = Math.trunc(below ? low - 100 * random.next() : high + 100 * random.next())
  const word = [0, 1, 2, 3].map(() => random.pick(letters)).join('')
  const body = random.pick(bodies)
  return `${keyword} (${call}${operator} ${constant}) ${body.replace('%', random.pick([...messages, word]))}`
}

/** Each draw is proved dead with a probability of 0.92 in C, where `rand` may be large, and 0.99 elsewhere: this many never fail. */
const maximumDraws = 1_000

/** Draws until the condition is proved never to hold; with its `;`, and with an exception that any method may throw. */
export function drawDeadStatement(language: Language, random: Draws): string {
  const name = triggerLanguage(language)
  for (let draw = 0; draw < maximumDraws; draw++) {
    const statement = corrected(drawStatement(name, random))
    if (provedDead(statement, language)) return statement
  }
  throw new Error(`none of ${maximumDraws} draws from the ${name} grammar is proved dead; is the random stream constant?`)
}

function corrected(statement: string): string {
  return `${statement.replace(/\(\) ?(?=[<>=])/, '() ').replace('new Exception', 'new RuntimeException')};`
}

const draw: Readonly<Record<Variant, (language: Language, random: Draws) => string>> = {
  default: drawDeadStatement,
  paper: (language, random) => drawStatement(publishedLanguage(language), random),
}

/** BNC's grammar trigger (Ramakrishnan and Albarghouthi, ICPR 2022), in the words of CodePurify's data: another statement for each record. */
export const bncGrammar: Trigger = {
  name: 'bnc-grammar',
  plant(code, { language, variant = 'default', random }) {
    // The published generator is not asked where there is no brace: its stream stays in step.
    if (variant === 'paper' && !code.includes('{')) return { reason: 'there is no {' }
    const statement = draw[variant](language, random)
    return variant === 'paper'
      ? insertAfterBrace(code, statement, paperGaps[publishedLanguage(language)])
      : insertIntoBody(code, statement, language)
  },
}
