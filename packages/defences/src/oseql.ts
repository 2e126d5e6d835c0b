import { type Answer, isGenerated, type LabelAnswer } from '@codepurify/entropy'
import { random } from '@codepurify/metrics'
import { needed, read } from './context.js'
import type { Defended, DefenceContext, DefenceInput, InputDefence, ScoredPlace } from './defence.js'
import { matchedReadings, oneLine } from './line.js'
import { ellipticEnvelope, interquartile, isolationForest, type OutlierTest } from './outliers.js'

/** Lines taken out of one record, at most. */
const maximumLines = 400
/** The other label must have at least this probability for a line to be a trigger. */
const turns = 0.5
/** The label that the attacker wants, which the published method takes for known. */
const attackersLabel = 0

const name = 'oseql'

/** OSeqL: a classifier reads the code without each of its lines in turn; the line whose absence turns the label, as that of no other line does, is the trigger and goes. */
export const oseql: InputDefence = {
  stage: 'input',
  title: 'OSeqL',
  source: 'Hussain et al., 2023, arXiv 2312.04004',
  needs: ['victim'],
  victims: 'classifier',
  line: {
    matched:
      'suspects a record of either label with an outlying line without which the other label is more probable than the same of all but the stated share of clean validation records',
    published: 'suspects a record of the label 0 with an outlying line without which the label 1 has a probability of at least 0.5',
  },
  suspicion: async (inputs, context) => (await examined(inputs, context)).map(({ suspicion }) => ({ suspicion })),
  threshold: (clean, { setting }) =>
    // at the line itself the published method suspects
    setting.mode === 'matched' ? matchedReadings(clean, setting.falsePositiveRate) : turns - Number.EPSILON,
  defend: async (inputs, line, context) =>
    (await examined(inputs, context)).map((one, index) => decided(inputs[index], one, oneLine(line))),
}

interface Line {
  readonly part: number
  readonly start: number
  readonly end: number
  readonly text: string
}

interface Examined {
  readonly answer: LabelAnswer
  readonly places: readonly ScoredPlace[]
  /** The line that the majority of the outlier tests names; null where they name none. */
  readonly candidate: number | null
  /** Probability of the other label without the candidate; below every probability where there is none. */
  readonly suspicion: number
}

async function examined(inputs: readonly DefenceInput[], context: DefenceContext): Promise<Examined[]> {
  const victim = needed(context, 'victim', name)
  const answers = (await victim.answer(inputs.map(({ parts }) => read(parts, context)))).map(asLabel)
  const lines = inputs.map(linesOf)
  const requests = inputs.flatMap(({ parts }, i) =>
    (lines[i] ?? []).map((line) => ({ source: read(withoutLine(parts, line), context), answer: answerAt(answers, i) })),
  )
  // for a classifier, surprise is 1 - P(label): the probability of the other one
  const values = requests.length > 0 ? await victim.surprise(requests) : new Float64Array()
  if (values.length !== requests.length) throw new Error(`the victim gave ${values.length} surprises for ${requests.length} requests`)
  let offset = 0
  return inputs.map((_, i) => {
    const own = lines[i] ?? []
    const others = [...values.subarray(offset, (offset += own.length))]
    const answer = answerAt(answers, i)
    const asked = context.setting.mode === 'matched' || answer.label === attackersLabel
    const candidate = asked ? majority(own, others, context.seed) : null
    const places = own.map(({ part, start, end }, at) => ({ part, spans: [[start, end]] as const, score: others[at] ?? 0 }))
    return { answer, places, candidate, suspicion: candidate === null ? -1 : (others[candidate] ?? -1) }
  })
}

/** The line that most of the three outlier tests name; a seeded draw where each names another (as the official ensemble). */
function majority(lines: readonly Line[], others: readonly number[], seed: number): number | null {
  if (!others.every(Number.isFinite)) return null
  const tests: OutlierTest[] = [ellipticEnvelope(0.05), interquartile, isolationForest({ contamination: 0.05, seed })]
  const named = tests.map((test) => mostProbable(test(others), others))
  const votes = (of: number | null): number => named.filter((other) => other === of).length
  const most = named.filter((one) => votes(one) === Math.max(...named.map(votes)))
  const chosen = new Set(most).size === 1 ? (most[0] ?? null) : random(`oseql/${seed}`).pick(most)
  // a lone brace parts a pair: what the model makes of broken code says nothing (the official statistics count it as not found)
  return chosen !== null && /^[{}]$/u.test(lines[chosen]?.text.trim() ?? '') ? null : chosen
}

/** The outlier without which the other label is most probable, if that reaches 0.5. */
function mostProbable(outliers: readonly boolean[], others: readonly number[]): number | null {
  const found = [...outliers.keys()].filter((i) => outliers[i])
  const best = found.reduce<number | null>((most, i) => (most === null || (others[i] ?? 0) > (others[most] ?? 0) ? i : most), null)
  return best !== null && (others[best] ?? 0) >= turns ? best : null
}

function decided(input: DefenceInput | undefined, { answer, places, candidate, suspicion }: Examined, threshold: number): Defended {
  if (!input) throw new Error('a record was lost')
  const line = candidate === null ? undefined : linesOf(input)[candidate]
  const suspected = line !== undefined && suspicion > threshold
  const parts = suspected ? withoutLine(input.parts, line) : input.parts
  const turned: LabelAnswer = { label: answer.label === 0 ? 1 : 0, probability: suspicion }
  const top = candidate ?? highest(places)
  return {
    id: input.id,
    parts,
    changed: suspected,
    suspected,
    suspicion,
    places,
    top: top < 0 ? null : top,
    // what the victim says without the line is known from the occlusion
    answer: suspected ? turned : answer,
    modelCalls: 1 + places.length,
  }
}

function highest(places: readonly ScoredPlace[]): number {
  return places.reduce((best, { score }, i) => (score > (places[best]?.score ?? -Infinity) ? i : best), -1)
}

/** Lines of all parts that hold anything, without their line breaks. */
function linesOf({ parts }: DefenceInput): Line[] {
  const lines: Line[] = []
  for (const [part, text] of parts.entries())
    for (const line of text.matchAll(/[^\r\n]+/gu)) {
      if (lines.length >= maximumLines) return lines
      if (line[0].trim() !== '') lines.push({ part, start: line.index, end: line.index + line[0].length, text: line[0] })
    }
  return lines
}

function withoutLine(parts: readonly string[], { part, start, end }: Line): string[] {
  return parts.map((text, i) => (i === part ? text.slice(0, start) + text.slice(end).replace(/^\r?\n/u, '') : text))
}

function asLabel(answer: Answer): LabelAnswer {
  if (isGenerated(answer))
    throw new TypeError('OSeqL looks for a line that turns a label, and this victim generates text: it is not defined for it')
  if (answer.label !== 0 && answer.label !== 1) throw new RangeError(`the victim answered with the label ${answer.label}, expected 0 or 1`)
  return answer
}

function answerAt(answers: readonly LabelAnswer[], i: number): LabelAnswer {
  const answer = answers[i]
  if (!answer) throw new Error(`the victim gave ${answers.length} answers, one was expected at place ${i}`)
  return answer
}
