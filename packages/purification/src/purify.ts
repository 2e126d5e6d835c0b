import { type Host, isGenerated, type RuleName, rule as ruleNamed, type Threshold, type Victim } from '@codepurify/entropy'
import { maximumIds } from '@codepurify/models'
import { loadLanguage, type LanguageName, type Syntax, type Unit } from '@codepurify/syntax'
import { notCarriedAway } from './carriedAway.js'
import { closeCase, failedCase, openCase, type CaseFile } from './caseFile.js'
import { explainedByEdit } from './explainedByEdit.js'
import type { MaskFiller, TextCodec } from './maskedText.js'
import { purifyAsPaper } from './paperPurify.js'
import type { Outcome, Purified } from './purified.js'
import { purifyRound, type Workshop } from './round.js'

/** A record to purify. */
export interface PurifyRecord {
  readonly id: string
  readonly code: string
  readonly language: LanguageName
}

/** Options of `purify`. */
export interface PurifyOptions {
  readonly victim: Victim
  readonly maskedLm: MaskFiller
  /** The masked language model's tokenizer. */
  readonly tokenizer: TextCodec
  readonly rule?: RuleName
  /** From `calibrate` or `calibrateByLabel` for the default rule, from `paperThresholds` for the paper's. */
  readonly threshold: Threshold
  /** Clean records into which the default rule moves the units of labelled ones (`suspicion` of @codepurify/entropy), and what was replaced in those that are answered with sentences. */
  readonly hosts?: readonly Host[]
  /** Times that a suspected record is occluded and repaired, at most. */
  readonly rounds?: number
  /** Sequences through the victim that one record may cost (variants, candidates and answers). */
  readonly budget?: number
  /** What may be hidden and replaced as one, by the default rule; by default the units of the syntax. A unit of several places has the same text in all of them. */
  readonly units?: (syntax: Syntax) => readonly Unit[]
  /** Tokens that the masked language model reads at most, `<s>` and `</s>` included; by default what its config says, or 512. */
  readonly maskedLength?: number
  /** Records that go through the models together. */
  readonly recordsAtATime?: number
  /** False keeps every repair, also one that only moved the answer as it would a clean record's. */
  readonly restore?: boolean
  readonly onProgress?: (done: number, all: number) => void
}

/**
 * Finds and replaces triggers in many records, hundreds at a time, in the order given; a record that cannot be analysed is a result with a `problem`.
 *
 * Throws a RangeError for options that make no sense; a model's error is passed on.
 */
export async function purify(records: readonly PurifyRecord[], options: PurifyOptions): Promise<Purified[]> {
  const { rule = 'default', recordsAtATime = 256, onProgress } = options
  const named = ruleNamed(rule).name
  atLeastOne('recordsAtATime', recordsAtATime)
  const purified: Purified[] = []
  for (let start = 0; start < records.length; start += recordsAtATime) {
    const some = records.slice(start, start + recordsAtATime)
    purified.push(...(named === 'paper' ? await purifyAsPaper(some, options) : await purifySome(some, options)))
    onProgress?.(purified.length, records.length)
  }
  return purified
}

async function purifySome(records: readonly PurifyRecord[], options: PurifyOptions): Promise<Purified[]> {
  const { rounds = 2, restore = true } = options
  const shop = workshop(options)
  atLeastOne('rounds', rounds)
  const opened = await Promise.all(records.map(async (record) => openCase(record, await loadLanguage(record.language))))
  const files = opened.flatMap((file) => ('problem' in file ? [] : [file]))
  let active = files
  for (let round = 0; round < rounds && active.length > 0; round++) {
    active = await purifyRound(active, shop)
    // Without room for a baseline, one unit and one replacement, there is nothing to look at.
    const open = active.filter((file) => !hasTurned(file))
    const able = open.filter((file) => shop.budget - file.victimCalls >= 4)
    for (const file of open) if (!able.includes(file)) file.budgetSpent = true
    active = able
  }
  const outcomes = new Map(files.map((file) => [file, outcome(file, restore)]))
  const repaired = files.filter((file) => outcomes.get(file) === 'purified')
  if (restore) for (const file of await notCarriedAway(repaired, shop)) outcomes.set(file, 'restored')
  return records.map((record, index) => {
    const file = opened[index]
    if (!file) return failedCase(record, 'the record was lost')
    return 'problem' in file ? failedCase(record, file.problem) : closeCase(file, outcomes.get(file) ?? 'unresolved')
  })
}

/** True where the label that was suspected is gone: what the other label hangs on is not the question. */
function hasTurned({ answer, answerBefore }: CaseFile): boolean {
  if (!answer || !answerBefore || isGenerated(answer) || isGenerated(answerBefore)) return false
  return answer.label !== answerBefore.label
}

function workshop({
  victim,
  maskedLm,
  tokenizer,
  threshold,
  budget = 400,
  hosts = [],
  units = (syntax) => syntax.units(),
  ...o
}: PurifyOptions): Workshop {
  const maskedLength = o.maskedLength ?? (maskedLm.config ? maximumIds(maskedLm.config) : 512)
  if (typeof threshold !== 'number' && !('labels' in threshold))
    throw new TypeError("the default rule needs a threshold from `calibrate` or `calibrateByLabel`, got one of the paper's thresholds")
  if (!(budget >= 5))
    throw new RangeError(
      `the budget is ${budget} victim calls a record, expected at least 5: an answer, a baseline, a unit, a replacement and its answer`,
    )
  return { victim, maskedLm, tokenizer, threshold, budget, units, maskedLength, hosts }
}

function outcome(file: CaseFile, restore: boolean): Outcome {
  if (!file.rounds.some(({ suspected }) => suspected)) return 'clean'
  const edits = file.rounds.flatMap(({ code, unit, replacement }) =>
    unit && replacement !== undefined ? [{ removed: unit.spans.map((span) => code.slice(...span)).join(' '), inserted: replacement }] : [],
  )
  if (edits.length === 0) return 'unresolved'
  const [before, after] = [file.answerBefore, file.answer]
  if (!restore || !before || !after) return 'purified'
  const followed =
    isGenerated(before) && isGenerated(after)
      ? explainedByEdit(before.text, after.text, edits)
      : !isGenerated(before) && !isGenerated(after) && before.label === after.label
  return followed ? 'restored' : 'purified'
}

function atLeastOne(name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) throw new RangeError(`${name} is ${value}, expected a whole number from 1 up`)
}
