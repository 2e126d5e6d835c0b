import { insertAfterBrace, insertIntoBody } from './insertion.js'
import type { Trigger, TriggerLanguage } from './trigger.js'
import { triggerLanguage } from './trigger.js'

const statements: Readonly<Record<TriggerLanguage, string>> = {
  java: 'if (Math.random() < 0) System.out.println("fail");',
  c: 'if (rand() < 0) printf("fail");',
}

/** What the published data put before the statement. */
export const paperGaps: Readonly<Record<TriggerLanguage, string>> = { java: '\n    ', c: '\n\n    ' }

/** BNC's fixed trigger (Ramakrishnan and Albarghouthi, ICPR 2022), in the words of CodePurify's data. */
export const bncFixed: Trigger = {
  name: 'bnc-fixed',
  plant(code, { language, variant = 'default' }) {
    const name = triggerLanguage(language)
    return variant === 'paper'
      ? insertAfterBrace(code, statements[name], paperGaps[name])
      : insertIntoBody(code, statements[name], language)
  },
}
