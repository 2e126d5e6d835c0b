import { type Answer, isGenerated, occlude, type Source, type Victim } from '@codepurify/entropy'
import { random, type Random } from '@codepurify/metrics'
import { needed, read } from './context.js'
import type { DataDefence, DefenceContext, TrainingRecord } from './defence.js'
import { droppedAbove, matchedLine } from './line.js'

/** Training records whose words are hidden one after the other, drawn at random. */
const sampledRecords = 200
/** Words of one record, at most. */
const maximumWords = 200
/** A word is a candidate where hiding it moves the answer at least half as much as hiding any other. */
const candidateShare = 0.5
const maximumCandidates = 40
/** Held-out records that every candidate is put into. */
const heldOutRecords = 100
/** The least of the relative falls in accuracy (0.1 to 0.4) at which the published description calls a word a trigger. */
const publishedFall = 0.1

const name = 'codedetector'

/** CodeDetector: words that answers hang on are put into held-out records, and those that spoil the victim's accuracy there are triggers; records with one go. */
export const codeDetector: DataDefence = {
  stage: 'data',
  title: 'CodeDetector',
  source: 'Li et al., TOSEM, arXiv 2210.17029; no official code; after the description of the re-implementation in EliBadCode (FSE 2025)',
  needs: ['victim'],
  victims: 'any',
  line: {
    matched: 'drops what holds a word that spoils more than the worst word of all but the stated share of clean validation records',
    published: 'drops what holds a word that lowers the accuracy on held-out records by a tenth or more of it',
  },
  async inspect({ records, clean, context }) {
    const victim = needed(context, 'victim', name)
    const draw = random(`codedetector/${context.seed}`)
    const heldOut = draw.fork('held out').shuffle(clean).slice(0, heldOutRecords)
    if (heldOut.length === 0) throw new RangeError(`the defence "${name}" puts words into held-out clean records, got none`)
    const candidates = await candidatesOf(draw.fork('sample').shuffle(records).slice(0, sampledRecords), victim, context)
    const falls = await fallsOf(candidates, heldOut, victim, context, draw.fork('places'))
    const suspicionOf = (of: readonly TrainingRecord[]) =>
      Float64Array.from(of, (record) => wordsOf(record).reduce((most, word) => Math.max(most, falls.get(word) ?? 0), 0))
    const triggers = [...falls].filter(([, fall]) => fall >= publishedFall).sort(([, a], [, b]) => b - a)
    const remarks = [
      `${candidates.length} candidates`,
      ...triggers.map(([word, fall]) => `"${word}" lowers the accuracy by ${(100 * fall).toFixed(0)} %`),
    ]
    const suspicion = suspicionOf(records)
    if (context.setting.mode === 'matched')
      return droppedAbove(suspicion, matchedLine(suspicionOf(clean), context.setting.falsePositiveRate), remarks)
    return droppedAbove(suspicion, publishedFall - Number.EPSILON, remarks)
  },
}

const wordPattern = /[\p{L}_$][\p{L}\p{N}_$]*/gu

/** The different words of a record, in the order of their first occurrence. */
function wordsOf({ parts }: TrainingRecord): string[] {
  const words = new Set<string>()
  for (const part of parts)
    for (const [word] of part.matchAll(wordPattern)) {
      if (words.size >= maximumWords) return [...words]
      words.add(word)
    }
  return [...words]
}

function hidden({ parts }: TrainingRecord, word: string, { hides }: Victim): Source[] {
  return parts.map((part) => {
    const spans = [...part.matchAll(wordPattern)].flatMap((match) => (match[0] === word ? [[match.index, match.index + word.length] as const] : [])) // prettier-ignore
    return occlude(part, spans, hides)
  })
}

/** The words that answers hang on most, over all records. */
async function candidatesOf(records: readonly TrainingRecord[], victim: Victim, context: DefenceContext): Promise<string[]> {
  const answers = await answersTo(records, victim, context)
  const words = records.map(wordsOf)
  const variants = records.flatMap((record, i) => [record.parts, ...(words[i] ?? []).map((word) => hidden(record, word, victim))].map((parts) => ({ parts, answer: answers[i] }))) // prettier-ignore
  const values = await surprises(variants, victim, context)
  const weights = new Map<string, number>()
  let next = 0
  for (const own of words) {
    const baseline = values[next++] ?? NaN
    const effects = own.map(() => Math.max(0, (values[next++] ?? NaN) - baseline))
    const most = Math.max(0, ...effects)
    own.forEach((word, i) => {
      const effect = effects[i] ?? 0
      if (effect > 0 && effect >= candidateShare * most) weights.set(word, (weights.get(word) ?? 0) + effect)
    })
  }
  return [...weights]
    .sort(([, a], [, b]) => b - a)
    .slice(0, maximumCandidates)
    .map(([word]) => word)
}

/** By which share of it each word lowers the accuracy on the held-out records. */
async function fallsOf(
  candidates: readonly string[],
  heldOut: readonly TrainingRecord[],
  victim: Victim,
  context: DefenceContext,
  draw: Random,
): Promise<Map<string, number>> {
  const answers = await answersTo(heldOut, victim, context)
  const places = heldOut.map(({ parts }) => parts.map((part) => placeIn(part, draw)))
  const variants = ['', ...candidates].flatMap((word) =>
    heldOut.map(({ parts }, i) => ({ parts: parts.map((part, k) => inserted(part, places[i]?.[k] ?? 0, word)), answer: answers[i] })),
  )
  const rights = await rightness(variants, heldOut, victim, context)
  const accuracies = ['', ...candidates].map((_, w) => rights.slice(w * heldOut.length, (w + 1) * heldOut.length).reduce((sum, x) => sum + x, 0)) // prettier-ignore
  const [whole = 0] = accuracies
  return new Map(candidates.map((word, i) => [word, whole > 0 ? (whole - (accuracies[i + 1] ?? whole)) / whole : 0]))
}

interface AnsweredVariant {
  readonly parts: readonly (string | Source)[]
  readonly answer: Answer | undefined
}

/** 1 where a classifier gives the record's label; of a generator, the mean probability of a token of the answer that it gave before. */
async function rightness(
  variants: readonly AnsweredVariant[],
  records: readonly TrainingRecord[],
  victim: Victim,
  context: DefenceContext,
): Promise<number[]> {
  if (variants.some(({ answer }) => answer && isGenerated(answer)))
    return (await surprises(variants, victim, context)).map((surprise) => Math.exp(-surprise))
  const said = await victim.answer(variants.map(({ parts }) => read(parts, context)))
  return said.map((answer, i) => {
    const record = records[i % records.length]
    const before = variants[i]?.answer
    // records without a label are judged by what the victim said of them before
    const right = record?.label ?? (before && !isGenerated(before) ? before.label : undefined)
    return !isGenerated(answer) && answer.label === right ? 1 : 0
  })
}

async function surprises(variants: readonly AnsweredVariant[], victim: Victim, context: DefenceContext): Promise<number[]> {
  const requests = variants.flatMap(({ parts, answer }) => (answer ? [{ source: read(parts, context), answer }] : []))
  const values = requests.length > 0 ? await victim.surprise(requests) : new Float64Array()
  if (values.length !== variants.length) throw new Error(`the victim gave ${values.length} surprises for ${variants.length} requests`)
  return [...values]
}

async function answersTo(records: readonly TrainingRecord[], victim: Victim, context: DefenceContext): Promise<Answer[]> {
  const answers = records.length > 0 ? await victim.answer(records.map(({ parts }) => read(parts, context))) : []
  if (answers.length !== records.length) throw new Error(`the victim gave ${answers.length} answers to ${records.length} sources`)
  return answers
}

/** The end of a white space, drawn at random; 0 where there is none. */
function placeIn(text: string, draw: Random): number {
  const ends = [...text.matchAll(/\s+/gu)].map((space) => space.index + space[0].length)
  return ends.length > 0 ? draw.pick(ends) : 0
}

const inserted = (text: string, place: number, word: string): string =>
  word === '' ? text : `${text.slice(0, place)}${word} ${text.slice(place)}`
