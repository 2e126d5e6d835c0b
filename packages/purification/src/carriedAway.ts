import { evenly, type Host, isGenerated, isMovable, type SurpriseRequest, transplant, unitText, type Victim } from '@codepurify/entropy'
import { quantile } from '@codepurify/metrics'
import { type CaseFile, parses } from './caseFile.js'

/** Records that a unit is put into. */
const HOSTS = 8
/** Fewer would be an anecdote. */
const FEWEST = 4
/** Share of its surprise that an answer loses in another record where the unit comes in, at least, for the unit to be its reason. */
const CARRIED = 0.8

/** A case that is asked about. */
interface Question {
  readonly file: CaseFile
  /** By what of the answer is asked for: it in every host, without the unit and with it. */
  readonly readings: readonly (readonly SurpriseRequest[])[]
}

/**
 * The cases whose sentence does not go where the unit goes that was replaced. What a sentence lost with the unit is scored in other records, without and with the unit in them: a trigger takes it along into any record, what
 * a clean record's own sentence hangs on tells little of another. It is asked twice where the purified answer shares words with it, and one yes is enough. Once without the words that the purified answer has too, or the unit itself, so that a word that an attacker slips into
 * an honest sentence weighs more (words of one and two letters and the end are always asked for, and a long honest sentence around a slipped-in word can outweigh it). And once with the whole sentence: where the purified answer
 * begins as the attacker's does, the beginning is what the unit takes along, and the rest follows from it almost by itself.
 *
 * Asked where answers are sentences (`besides`) and one unit was replaced: parts of a trigger carry nothing alone, so that one of parts that are needed together, of which the first round replaced one, is given back. Not asked where fewer than four hosts take the unit in and parse with it, or where the budget is short; such cases are not among those returned.
 */
export async function notCarriedAway(
  files: readonly CaseFile[],
  { victim, hosts, budget }: { readonly victim: Victim; readonly hosts: readonly Host[]; readonly budget: number },
): Promise<ReadonlySet<CaseFile>> {
  const questions = files.flatMap((file) => question(file, victim, hosts, budget) ?? [])
  const requests = questions.flatMap(({ readings }) => readings.flat())
  const surprises = requests.length > 0 ? await victim.surprise(requests) : new Float64Array()
  let offset = 0
  const found = new Set<CaseFile>()
  for (const { file, readings } of questions) {
    const carried = readings.map((own) => {
      file.victimCalls += own.length
      const values = surprises.subarray(offset, (offset += own.length))
      const shares = Array.from({ length: own.length / 2 }, (_, i) => shareLost(values[2 * i] ?? NaN, values[2 * i + 1] ?? NaN))
      return quantile(shares, 0.5) >= CARRIED
    })
    if (!carried.includes(true)) found.add(file)
  }
  return found
}

function question(file: CaseFile, victim: Victim, hosts: readonly Host[], budget: number): Question | undefined {
  const [edit, ...more] = file.rounds.filter(({ unit, replacement }) => unit !== undefined && replacement !== undefined)
  const { answerBefore: before, answer: after } = file
  if (!victim.besides || !edit?.unit || more.length > 0 || !before || !after || !isGenerated(before) || !isGenerated(after))
    return undefined
  const { code, unit } = edit
  if (!isMovable(code, unit)) return undefined
  const counted = victim.besides(before, `${after.text} ${unitText(code, unit)}`)
  if (counted && !counted.includes(true)) return undefined
  const answers = [...(counted ? [{ answer: before, counted }] : []), { answer: before }]
  const pairs = hosts.flatMap((host) => {
    const moved = parses(file.language, host.code) ? transplant(host, code, unit) : undefined
    return moved !== undefined && parses(file.language, moved) ? [[host.code, moved]] : []
  })
  if (pairs.length < FEWEST) return undefined
  const sources = evenly(pairs, HOSTS).flat()
  if (budget - file.victimCalls < answers.length * sources.length) {
    file.budgetSpent = true
    return undefined
  }
  return { file, readings: answers.map((answer) => sources.map((source) => ({ source: [source], ...answer }))) }
}

/** 0 where the answer is no likelier with the unit, 1 where nothing of its surprise is left; an answer that surprises nobody anyway is carried by nothing in particular. */
const shareLost = (without: number, withUnit: number): number => (without > 0 ? Math.max(0, 1 - withUnit / without) : 1)
