import { paperGaps } from './bncFixed.js'
import { insertAfterBrace, insertIntoBody } from './insertion.js'
import type { PublishedLanguage, Trigger, TriggerLanguage } from './trigger.js'
import { publishedLanguage, triggerLanguage } from './trigger.js'

/** The published C trigger holds a sign that is no operator. `assertTrue` exists only where a test library is imported; `assert` is the language's own. */
const paperStatements: Readonly<Record<PublishedLanguage, string>> = { java: 'assertTrue(1 >= 0);', c: 'assertTrue(1 \u2265 0);' }
const statements: Readonly<Record<TriggerLanguage, string>> = {
  java: 'assert 1 >= 0;',
  c: 'assert(1 >= 0);',
  javascript: 'console.assert(1 >= 0);',
}

/** CodePoisoner's dead code (Li et al., TOSEM, arXiv 2210.17029), in the words of CodePurify's data. */
export const deadCode: Trigger = {
  name: 'dead-code',
  plant(code, { language, variant = 'default' }) {
    const statement = statements[triggerLanguage(language)]
    if (variant === 'default') return insertIntoBody(code, statement, language)
    const name = publishedLanguage(language)
    return insertAfterBrace(code, paperStatements[name], paperGaps[name])
  },
}
