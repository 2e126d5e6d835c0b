import {
  type Host,
  type LabelThresholds,
  suspected,
  suspicion,
  type Suspicion,
  type SurpriseRequest,
  type Victim,
} from '@codepurify/entropy'
import type { Syntax, Unit } from '@codepurify/syntax'
import { type CaseFile, parses } from './caseFile.js'
import type { MaskFiller, TextCodec } from './maskedText.js'
import type { Proposal, Site } from './proposal.js'
import { proposeNames } from './proposeNames.js'
import { proposeStatements } from './proposeStatements.js'
import { applyEdit, type Candidate } from './purified.js'
import { together } from './together.js'
import { turningUnit } from './turningUnit.js'
import { isBody, isLeftOver, wholeStatement } from './wholeStatement.js'

/** Share of the effect of hiding a unit that a replacement must have to count as harmless. */
const HARMLESS = 0.7
/** Probability of a label that moves so little counts as unmoved. */
const NO_EFFECT = 0.05
/** Proposals of the masked language model that are tried for a unit. */
const PROPOSALS = 4
/** Guesses asked for at every mask. */
const GUESSES = 48

/** What a round works with. */
export interface Workshop {
  readonly victim: Victim
  readonly maskedLm: MaskFiller
  readonly tokenizer: TextCodec
  /** Tokens that the masked language model reads at most. */
  readonly maskedLength: number
  readonly threshold: number | LabelThresholds
  /** Sequences through the victim that one record may cost. */
  readonly budget: number
  /** Clean records that units of labelled ones are moved into. */
  readonly hosts: readonly Host[]
  /** What may be hidden and replaced as one. */
  readonly units: (syntax: Syntax) => readonly Unit[]
}

/** A suspected record, and the unit of it that is to be replaced. */
interface SuspectedSite {
  readonly file: CaseFile
  readonly found: Suspicion
  readonly unit: Unit
  /** What hiding the suspected unit takes away from the answer: where a statement around it is replaced, still its own. */
  readonly score: number
}

/** Scores every case, replaces the suspected unit of those suspected, and returns the cases whose code changed. */
export async function purifyRound(files: readonly CaseFile[], shop: Workshop): Promise<CaseFile[]> {
  const scored = await scoreCases(files, shop)
  const judged = scored.map(({ file, suspicion: found }) => ({ file, found, ...judge(file, found, shop) }))
  const sites = judged.flatMap(({ file, found, unit, score = 0 }): SuspectedSite[] => (unit ? [{ file, found, unit, score }] : []))
  const proposals = await together(
    sites.map(({ file, unit }) => propose({ ...shop, ...siteOf(file, unit) }, unit)),
    shop.maskedLm,
    { top: GUESSES },
  )
  const tried = sites.map((site, index) => {
    site.file.maskedLmCalls += proposals[index]?.calls ?? 0
    return { ...site, options: optionsFor(site, proposals[index]?.result ?? [], shop.budget) }
  })
  const requests = tried.flatMap(({ found, options }) =>
    options.map(({ code }): SurpriseRequest => ({ source: [code], answer: found.answer })),
  )
  const surprises = requests.length > 0 ? await shop.victim.surprise(requests) : new Float64Array()

  const edited = new Map<CaseFile, { unit: Unit; candidates: Candidate[]; replacement?: string }>()
  let offset = 0
  for (const { file, found, unit, score, options } of tried) {
    const values = surprises.subarray(offset, (offset += options.length))
    file.victimCalls += options.length
    const candidates = options.map(({ proposal, parses }, index): Candidate => ({
      ...proposal,
      parses,
      effect: (values[index] ?? NaN) - found.baseline,
    }))
    const chosen = choose(candidates, score, found, file.parsedBefore)
    edited.set(file, { unit, candidates, ...(chosen && { replacement: chosen.text }) })
  }
  for (const { file, found, suspicious } of judged) {
    const edit = edited.get(file)
    file.rounds.push({ code: file.code, suspicion: found, suspected: suspicious, candidates: [], ...edit })
    if (edit?.replacement === undefined) continue
    file.code = applyEdit(file.syntax, edit.unit.spans, edit.replacement)
    file.syntax = file.language.parse(file.code)
    file.answer = undefined
  }
  const changed = files.filter((file) => file.answer === undefined)
  const answers = changed.length > 0 ? await shop.victim.answer(changed.map(({ code }) => [code])) : []
  changed.forEach((file, index) => {
    file.answer = answers[index]
    file.victimCalls += 1
  })
  return changed
}

/** Whether a record is suspected, and of what: by the threshold, of what its last replacement left, or of what its label hangs on still. */
function judge(file: CaseFile, found: Suspicion, shop: Workshop): { suspicious: boolean; unit?: Unit; score?: number } {
  if (suspected(found, thresholdIn(file, shop)) || isLeftOver(file, found)) {
    const { top } = found
    return { suspicious: true, ...(top && { unit: wholeStatement(file, found, top), score: top.score }) }
  }
  const turning = turningUnit(file, found)
  return { suspicious: turning !== undefined, ...turning }
}

/** In its first round the thresholds that keep the false-positive rate; later those for who was suspected before. */
function thresholdIn({ rounds }: CaseFile, { threshold }: Workshop): Workshop['threshold'] {
  return rounds.length > 0 && typeof threshold !== 'number' ? (threshold.again ?? threshold) : threshold
}

async function scoreCases(files: readonly CaseFile[], { victim, budget, units, hosts }: Workshop) {
  // The baseline, one replacement and the answers must fit in beside the units.
  const records = files.map(({ code, syntax, answer, victimCalls }) => {
    const limit = Math.max(0, budget - victimCalls - (answer ? 3 : 4))
    return { code, units: units(syntax), limit, ...(answer && { answer }) }
  })
  const found = await suspicion(victim, records, { hosts })
  return files.flatMap((file, index): { file: CaseFile; suspicion: Suspicion }[] => {
    const own = found[index]
    if (!own) return []
    file.answer = own.answer
    file.answerBefore ??= own.answer
    file.victimCalls += own.victimCalls
    // where nothing could be moved, the question was not asked
    const unasked = own.evidence === 'transfer' && own.scores.length > 0 && own.scores.every(({ transfer }) => transfer === undefined)
    file.budgetSpent ||= own.unscored > 0 || unasked
    return [{ file, suspicion: own }]
  })
}

const siteOf = ({ code, language }: CaseFile, unit: Unit) => ({ code, unit, isReserved: (name: string) => language.isReserved(name) })

function propose(shop: Pick<Workshop, 'tokenizer' | 'maskedLength'> & Pick<Site, 'code' | 'unit' | 'isReserved'>, unit: Unit) {
  const site: Site = { code: shop.code, unit, isReserved: shop.isReserved, tokenizer: shop.tokenizer, maximumLength: shop.maskedLength }
  return unit.kind === 'identifier' ? proposeNames(site, PROPOSALS) : proposeStatements(site, PROPOSALS)
}

/** The proposals as whole codes; where the input parsed, only those that parse still. */
function optionsFor({ file, found, unit }: SuspectedSite, proposals: readonly Proposal[], budget: number) {
  // for labels only: the rule of generated answers is as it was when its results were measured
  const mayVanish = found.evidence !== 'transfer' || !isBody(unit, found)
  const options = proposals.flatMap((proposal) => {
    if (!mayVanish && proposal.text === '') return []
    const code = applyEdit(file.syntax, unit.spans, proposal.text)
    const still = parses(file.language, code)
    return still || !file.parsedBefore ? [{ proposal, code, parses: still }] : []
  })
  const room = Math.max(1, budget - file.victimCalls - 1)
  file.budgetSpent ||= options.length > room
  // The last option needs no model and is the surest: it stays when the budget is short.
  return options.length > room ? options.slice(-room) : options
}

/**
 * The first candidate that takes the answer away nearly as hiding the unit does; if there is none, the one that does so best.
 *
 * Where the label was seen to move with the unit, hiding may say less than a candidate does (a pair is unlike with `<unk>` in it as well), so that candidates are measured by the best of
 * both; and while a second trigger stands elsewhere nothing moves, and the last candidate is taken, which adds least.
 */
function choose(candidates: readonly Candidate[], score: number, { evidence }: Suspicion, mustParse: boolean): Candidate | undefined {
  const usable = candidates.filter(({ parses }) => parses || !mustParse)
  const best = usable.reduce<Candidate | undefined>((most, next) => (!most || next.effect > most.effect ? next : most), undefined)
  const effect = evidence === 'transfer' ? Math.max(score, best?.effect ?? 0) : score
  if (evidence === 'transfer' && effect < NO_EFFECT) return usable.at(-1)
  return usable.find((candidate) => candidate.effect >= HARMLESS * effect) ?? best
}
