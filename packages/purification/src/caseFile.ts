import type { Answer } from '@codepurify/entropy'
import type { Language, Syntax } from '@codepurify/syntax'
import type { Outcome, Purified, PurifyRound } from './purified.js'

/** A record on its way through the rounds. */
export interface CaseFile {
  readonly id: string
  readonly original: string
  readonly language: Language
  readonly parsedBefore: boolean
  readonly rounds: PurifyRound[]
  code: string
  syntax: Syntax
  answerBefore: Answer | undefined
  /** The answer to `code`. */
  answer: Answer | undefined
  victimCalls: number
  maskedLmCalls: number
  budgetSpent: boolean
}

/** Opens a record: parses it, and says why where that cannot be done. */
export function openCase(
  record: { readonly id: string; readonly code: string },
  language: Language,
): CaseFile | { readonly problem: string } {
  try {
    const syntax = language.parse(record.code)
    return {
      id: record.id,
      original: record.code,
      language,
      parsedBefore: syntax.parses,
      rounds: [],
      code: record.code,
      syntax,
      answerBefore: undefined,
      answer: undefined,
      victimCalls: 0,
      maskedLmCalls: 0,
      budgetSpent: false,
    }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** Whether a code is accepted by the grammar; false too for what cannot be analysed at all. */
export function parses(language: Language, code: string): boolean {
  try {
    return language.parse(code).parses
  } catch {
    return false
  }
}

/** The result of a case. */
export function closeCase(file: CaseFile, outcome: Outcome): Purified {
  const restored = outcome === 'restored'
  const code = restored ? file.original : file.code
  const answerAfter = restored ? file.answerBefore : file.answer
  return {
    id: file.id,
    code,
    changed: code !== file.original,
    outcome,
    rounds: file.rounds,
    parsedBefore: file.parsedBefore,
    parses: restored ? file.parsedBefore : file.syntax.parses,
    ...(file.answerBefore && { answerBefore: file.answerBefore }),
    ...(answerAfter && { answerAfter }),
    modelCalls: { victim: file.victimCalls, maskedLm: file.maskedLmCalls },
    budgetSpent: file.budgetSpent,
  }
}

/** The result for a record that could not be opened. */
export function failedCase(record: { readonly id: string; readonly code: string }, problem: string): Purified {
  return {
    id: record.id,
    code: record.code,
    changed: false,
    outcome: 'failed',
    rounds: [],
    parsedBefore: false,
    parses: false,
    modelCalls: { victim: 0, maskedLm: 0 },
    budgetSpent: false,
    problem,
  }
}
