import { insertAfterBrace, insertIntoBody } from './insertion.js'
import type { PublishedLanguage, Trigger, TriggerLanguage } from './trigger.js'
import { publishedLanguage, triggerLanguage } from './trigger.js'

const statements: Readonly<Record<TriggerLanguage, string>> = {
  java: 'if (Math.random() < 0) System.out.println("fail");',
  c: 'if (rand() < 0) printf("fail");',
  javascript: 'if (Math.random() < 0) console.log("fail");',
}

/** What the published data put before the statement. */
export const paperGaps: Readonly<Record<PublishedLanguage, string>> = { java: '\n    ', c: '\n\n    ' }

/** BNC's fixed trigger (Ramakrishnan and Albarghouthi, ICPR 2022), in the words of CodePurify's data, and in JavaScript's. */
export const bncFixed: Trigger = {
  name: 'bnc-fixed',
  plant(code, { language, variant = 'default' }) {
    const statement = statements[triggerLanguage(language)]
    return variant === 'paper'
      ? insertAfterBrace(code, statement, paperGaps[publishedLanguage(language)])
      : insertIntoBody(code, statement, language)
  },
}
