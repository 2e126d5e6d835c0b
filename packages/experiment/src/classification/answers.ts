import type { Classification } from '@codepurify/models'
import type { OpenedClassifier } from './openClassifier.js'

/** A function, and a name that stands for this very text wherever it comes again. */
export interface NamedFunction {
  readonly key: string
  readonly code: string
}

/** A record: one function, or the two of a pair, and its class. */
export interface LabelledRecord {
  readonly id: string
  readonly functions: readonly NamedFunction[]
  readonly label: 0 | 1
}

/** What a classifier says of a record. */
export interface Answer extends Classification {
  readonly id: string
  readonly truth: 0 | 1
  /** Functions of this record whose end the model did not see. */
  readonly cut: number
}

/** How records are worked through. */
export interface AnswerOptions {
  readonly signal?: AbortSignal
  /** Told how many records are done. */
  readonly onProgress?: (records: number) => void
}

interface Read {
  readonly vector: Float32Array
  readonly cut: boolean
}

// records whose functions are sorted by length together
const CHUNK = 512
// vectors of functions that come again in later pairs: at most 100 MB for a width of 256
const MOST_KNOWN = 100_000

/** The answers to a stream of records, in order; a function that stands in many pairs is encoded once. */
export async function* answers(
  {
    classifier,
    encode,
  }: Pick<OpenedClassifier, 'encode'> & { readonly classifier: Pick<OpenedClassifier['classifier'], 'encode' | 'decide'> },
  records: AsyncIterable<LabelledRecord>,
  { signal, onProgress }: AnswerOptions = {},
): AsyncIterable<Answer> {
  const known = new Map<string, Read>()
  let done = 0
  for await (const chunk of chunks(records)) {
    signal?.throwIfAborted()
    if (known.size > MOST_KNOWN) known.clear()
    const fresh = new Map(
      chunk.flatMap(({ functions }) => functions.filter(({ key }) => !known.has(key)).map(({ key, code }) => [key, code])),
    )
    const read = [...fresh.values()].map(encode)
    const vectors = await classifier.encode(
      read.map(({ ids }) => ids),
      { onProgress: (functions, all) => onProgress?.(done + Math.floor((chunk.length * functions) / all)) },
    )
    ;[...fresh.keys()].forEach((key, i) => known.set(key, { vector: vectors[i] ?? new Float32Array(0), cut: read[i]?.cut ?? false }))
    const parts = chunk.map(({ functions }) => functions.map(({ key }) => known.get(key) ?? { vector: new Float32Array(0), cut: false }))
    const decided = await classifier.decide(parts.map((each) => joined(each.map(({ vector }) => vector))))
    for (const [i, { id, label }] of chunk.entries()) {
      const answer = decided[i]
      if (answer) yield { id, truth: label, cut: parts[i]?.filter(({ cut }) => cut).length ?? 0, ...answer }
    }
    done += chunk.length
    onProgress?.(done)
    if ((chunk[0]?.functions.length ?? 0) === 1) known.clear()
  }
}

async function* chunks(records: AsyncIterable<LabelledRecord>): AsyncIterable<readonly LabelledRecord[]> {
  let chunk: LabelledRecord[] = []
  for await (const record of records) {
    chunk.push(record)
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

function joined([first = new Float32Array(0), second]: readonly Float32Array[]): Float32Array {
  if (second === undefined) return first
  const both = new Float32Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
