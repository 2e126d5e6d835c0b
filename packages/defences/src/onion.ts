import { needed } from './context.js'
import type { Defended, DefenceContext, DefenceInput, InputDefence, ScoredPlace } from './defence.js'
import { matchedReadings, oneLine } from './line.js'

/** Words on either side of a word that its perplexities are taken over. */
const radius = 6
/** Words scored in one record, at most; the rest stays as it is. */
const maximumWords = 400
/** Records whose texts go through the language model together. */
const recordsAtATime = 8

const name = 'onion'

/** ONION: a word without which the text reads much better does not belong to it, and goes. */
export const onion: InputDefence = {
  stage: 'input',
  title: 'ONION',
  source: 'Qi et al., EMNLP 2021, arXiv 2011.10369; bar of OpenBackdoor (NeurIPS 2022)',
  needs: ['perplexity'],
  victims: 'any',
  line: {
    matched: 'drops words more suspicious than the most suspicious word of all but the stated share of clean validation records',
    published:
      'drops every word without which the perplexity is lower (a bar of 0, as OpenBackdoor; the original sweeps its bar from −100 to −1)',
  },
  suspicion: async (inputs, context) => (await scored(inputs, context)).map(({ places }) => ({ suspicion: greatestScore(places) })),
  threshold: (clean, { setting }) => (setting.mode === 'matched' ? matchedReadings(clean, setting.falsePositiveRate) : 0),
  defend: async (inputs, line, context) =>
    (await scored(inputs, context)).map(({ places, calls }, index) => withoutWords(inputs[index], places, calls, oneLine(line))),
}

interface Scored {
  readonly places: readonly ScoredPlace[]
  readonly calls: number
}

async function scored(inputs: readonly DefenceInput[], context: DefenceContext): Promise<Scored[]> {
  const perplexity = needed(context, 'perplexity', name)
  const results: Scored[] = []
  for (let start = 0; start < inputs.length; start += recordsAtATime) {
    const some = inputs.slice(start, start + recordsAtATime)
    const words = some.map(wordsOf)
    const texts = [...new Set(words.flat().flatMap(({ around, without }) => [around, without]))]
    const values = texts.length > 0 ? await perplexity(texts) : new Float64Array()
    const byText = new Map(texts.map((text, i) => [text, values[i] ?? NaN]))
    for (const own of words) {
      const places = own.map(({ part, start: from, end, around, without }) => {
        const difference = (byText.get(around) ?? NaN) - (byText.get(without) ?? NaN)
        // where nothing is left to compare with, or numbers overflow, a word is as little suspicious as one that changes nothing
        return { part, spans: [[from, end]] as const, score: Number.isFinite(difference) ? difference : 0 }
      })
      results.push({ places, calls: 2 * own.length })
    }
    context.onProgress?.(results.length, inputs.length)
  }
  return results
}

/** The words of all parts (white space parts them, as in the official code), each with the text around it, and that text without it. */
function wordsOf({ parts }: DefenceInput) {
  return parts
    .flatMap((text, part) => {
      const words = firstWords(text)
      return words.map((word, i) => {
        const before = words.slice(Math.max(0, i - radius), i).map(String)
        const after = words.slice(i + 1, i + 1 + radius).map(String)
        const [around, without] = [[...before, word[0], ...after].join(' '), [...before, ...after].join(' ')]
        return { part, start: word.index, end: word.index + word[0].length, around, without }
      })
    })
    .slice(0, maximumWords)
}

function firstWords(text: string): RegExpExecArray[] {
  const words: RegExpExecArray[] = []
  for (const word of text.matchAll(/\S+/gu)) if (words.push(word) >= maximumWords) break
  return words
}

const greatestScore = (places: readonly ScoredPlace[]): number =>
  places.reduce((most, { score }) => Math.max(most, score), -Number.MAX_VALUE)

function withoutWords(input: DefenceInput | undefined, places: readonly ScoredPlace[], modelCalls: number, threshold: number): Defended {
  if (!input) throw new Error('a record was lost')
  const suspicion = greatestScore(places)
  const dropped = places.filter(({ score }) => score > threshold)
  const parts = input.parts.map((text, part) => without(text, dropped.filter((place) => place.part === part))) // prettier-ignore
  return {
    id: input.id,
    parts,
    changed: dropped.length > 0,
    suspected: dropped.length > 0,
    suspicion,
    places,
    top: places.length > 0 ? places.findIndex(({ score }) => score === suspicion) : null,
    modelCalls,
  }
}

/** The text without the words; each takes the blanks after it along, lines stay lines. */
function without(text: string, dropped: readonly ScoredPlace[]): string {
  let out = ''
  let end = 0
  for (const [from, to] of dropped.flatMap(({ spans }) => spans)) {
    out += text.slice(end, from)
    end = to + (/^[ \t]*/u.exec(text.slice(to))?.[0].length ?? 0)
  }
  return out + text.slice(end)
}
