import { paperUnitsOf, suspected, suspicion, type Suspicion } from '@codepurify/entropy'
import { loadLanguage, type Unit } from '@codepurify/syntax'
import { framed } from '@codepurify/tokenizer'
import { type CaseFile, closeCase, failedCase, openCase } from './caseFile.js'
import type { MaskRequest } from './maskedText.js'
import { paperMasks } from './paperMasks.js'
import type { Purified } from './purified.js'
import type { PurifyOptions, PurifyRecord } from './purify.js'

/**
 * The published way: units of `paperUnits`, one round, no parse check, and the masked language model rewrites every position of the cut and padded
 * sequence, the padding attended, whether it was masked or not.
 */
export async function purifyAsPaper(records: readonly PurifyRecord[], options: PurifyOptions): Promise<Purified[]> {
  const { victim, threshold } = options
  const opened = await Promise.all(records.map(async (record) => openCase(record, await loadLanguage(record.language))))
  const files = opened.flatMap((file) => ('problem' in file ? [] : [file]))
  const found = await suspicion(
    victim,
    files.map(({ code, syntax, language }) => ({ code, units: paperUnitsOf(syntax, language.name) })),
    { rule: 'paper', limit: Infinity },
  )
  const flagged = files.flatMap((file, index) => {
    const own = found[index]
    return own && suspected(own, threshold) && own.top ? [{ file, own, unit: own.top.unit }] : []
  })
  const texts = await rewrite(
    flagged.map(({ file, unit }) => paperRequest(file, unit, options)),
    options,
  )
  files.forEach((file, index) => {
    const own = found[index]
    if (own) noteScores(file, own, suspected(own, threshold))
  })
  flagged.forEach(({ file, own, unit }, index) => {
    const text = texts[index] ?? file.code
    file.maskedLmCalls += 1
    file.rounds[0] = { code: file.code, suspicion: own, suspected: true, unit, replacement: text, candidates: [] }
    file.code = text
    file.syntax = file.language.parse(text)
  })
  const answers = flagged.length > 0 ? await victim.answer(flagged.map(({ file }) => [file.code])) : []
  flagged.forEach(({ file }, index) => {
    file.answer = answers[index]
    file.victimCalls += 1
  })
  return records.map((record, index) => {
    const file = opened[index]
    if (!file) return failedCase(record, 'the record was lost')
    if ('problem' in file) return failedCase(record, file.problem)
    const [round] = file.rounds
    return closeCase(file, !round?.suspected ? 'clean' : round.unit ? 'purified' : 'unresolved')
  })
}

function noteScores(file: CaseFile, own: Suspicion, flagged: boolean): void {
  file.rounds.push({ code: file.code, suspicion: own, suspected: flagged, candidates: [] })
  file.answerBefore = own.answer
  file.answer = own.answer
  file.victimCalls += own.victimCalls
}

/** The masked sequence, cut and padded to the victim's length; every position up to the first `</s>` is asked for. */
export function paperRequest(
  { code, language }: Pick<CaseFile, 'code' | 'language'>,
  unit: Unit,
  options: Pick<PurifyOptions, 'tokenizer' | 'victim'>,
): MaskRequest {
  const { tokenizer, victim } = options
  const { eos, pad } = tokenizer.special
  const length = victim.maximumLength
  const ids = framed(tokenizer.encode(paperMasks(code, unit, language)).ids, tokenizer.special, length)
  const positions = Array.from({ length: ids.indexOf(eos, 1) - 1 }, (_, index) => index + 1)
  return { ids: [...ids, ...Array.from({ length: length - ids.length }, () => pad)], positions }
}

async function rewrite(requests: readonly MaskRequest[], { maskedLm, tokenizer }: PurifyOptions): Promise<string[]> {
  const guesses = requests.length > 0 ? await maskedLm.predict([...requests], { top: 1, attendPadding: true }) : []
  return guesses.map((positions) => tokenizer.decode(positions.flatMap(([best]) => (best ? [best.id] : []))))
}
