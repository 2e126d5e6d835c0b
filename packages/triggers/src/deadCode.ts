import { paperGaps } from './bncFixed.js'
import { insertAfterBrace, insertIntoBody } from './insertion.js'
import type { Trigger, TriggerLanguage, Variant } from './trigger.js'
import { triggerLanguage } from './trigger.js'

/** The published C trigger holds a sign that is no operator. `assertTrue` exists only where a test library is imported; `assert` is the language's own. */
const statements: Readonly<Record<Variant, Readonly<Record<TriggerLanguage, string>>>> = {
  default: { java: 'assert 1 >= 0;', c: 'assert(1 >= 0);' },
  paper: { java: 'assertTrue(1 >= 0);', c: 'assertTrue(1 \u2265 0);' },
}

/** CodePoisoner's dead code (Li et al., TOSEM, arXiv 2210.17029), in the words of CodePurify's data. */
export const deadCode: Trigger = {
  name: 'dead-code',
  plant(code, { language, variant = 'default' }) {
    const name = triggerLanguage(language)
    const statement = statements[variant][name]
    return variant === 'paper' ? insertAfterBrace(code, statement, paperGaps[name]) : insertIntoBody(code, statement, language)
  },
}
