import { float32, int32, type Session, type Tensor } from '@codepurify/graph'
import { Beam, type Candidates, type Hypothesis } from './beam.js'
import type { Seq2SeqConfig } from '../roberta/config.js'
import { cacheNames, cacheShape } from './decoderStep.js'
import { padRows } from '../feeds.js'

/** Sessions of `sourceModel`, of `stepModel` for the beam size in use, of `selectModel`, and of `mergeModel`. */
export interface GenerationSessions {
  readonly source: Session
  readonly step: Session
  readonly select: Session
  readonly merge: Session
}

type Tensors = Record<string, Tensor>

/** Steps until the recent part of the cache joins the past. Places of a beam change their order at every step, which only the recent part follows. */
const RECENT_STEPS = 16

/** Sources that are done stay in the batch until they are an eighth of it: taking them out copies the whole cache. */
const KEPT_SHARE = 7 / 8

/** One source that is still being continued. */
interface Search {
  readonly index: number
  readonly beam: Beam
  /** For each place of the beam, how many ids it has read that are not padding: RoBERTa counts positions so. */
  counts: number[]
}

/**
 * Beam search over a batch of sources, one token of all at a time. Sources that are done leave the batch, so that it shrinks as it goes.
 * Gives the `beam` best sequences of each source.
 */
export async function generateBatch(
  sessions: GenerationSessions,
  config: Seq2SeqConfig,
  sources: readonly (readonly number[])[],
  { beam, maximumLength }: { readonly beam: number; readonly maximumLength: number },
): Promise<Hypothesis[][]> {
  const { pad_token_id: pad, bos_token_id: begin, eos_token_id: end } = config
  const { data, width } = padRows(sources, pad)
  const encoded = await sessions.source.run({ sourceIds: int32(data, [sources.length, width]) })
  const rows = sources.length * beam
  let cache: Tensors = { ...encoded, ...empty(config, 'past', rows), ...empty(config, 'recent', rows) }
  let searches = sources.map((_, index): Search => ({ index, beam: new Beam(beam, begin, end), counts: new Array<number>(beam).fill(0) }))
  const results: Hypothesis[][] = []

  for (let step = 0; step < maximumLength; step++) {
    const outputs = await sessions.step.run({ ...cache, ...stepInputs(searches, beam, pad) })
    const candidates = readCandidates(outputs, beam)
    searches.forEach((search, row) => !search.beam.done && advance(search, candidates, row * beam, pad))
    cache = { ...cache, ...renamed(outputs, cacheNames(config, 'next'), cacheNames(config, 'recent')) }
    const open = [...searches.keys()].filter((row) => !searches[row]?.beam.done)
    if (open.length === 0) break
    if (open.length <= searches.length * KEPT_SHARE) {
      for (const done of searches) if (done.beam.done) results[done.index] = done.beam.hypotheses()
      searches = searches.filter((search) => !search.beam.done)
      cache = await keep(sessions.select, cache, open, beam)
    }
    if (beam === 1 && (step + 1) % RECENT_STEPS === 0) cache = await merge(sessions.merge, cache, config, searches.length)
  }
  for (const { index, beam: last } of searches) results[index] = last.hypotheses()
  return results
}

/** A part of the cache that holds nothing yet. */
function empty(config: Seq2SeqConfig, part: 'past' | 'recent', rows: number): Tensors {
  return Object.fromEntries(cacheNames(config, part).map((name) => [name, float32(new Float32Array(0), cacheShape(config, name, rows, 0))]))
}

function stepInputs(searches: readonly Search[], beam: number, pad: number): Tensors {
  const rows = searches.length * beam
  const ids = new Int32Array(rows)
  const positions = new Int32Array(rows)
  const origins = new Int32Array(rows)
  searches.forEach((search, index) => {
    ids.set(search.beam.current, index * beam)
    positions.set(
      search.beam.current.map((id, place) => (id === pad ? pad : pad + 1 + (search.counts[place] ?? 0))),
      index * beam,
    )
    origins.set(
      search.beam.origins.map((place) => index * beam + place),
      index * beam,
    )
  })
  return { ids: int32(ids), positions: int32(positions), ...(beam > 1 && { origins: int32(origins) }) }
}

function readCandidates({ logProbabilities, candidates }: Tensors, k: number): Candidates {
  if (!(logProbabilities?.data instanceof Float32Array) || !(candidates?.data instanceof Int32Array)) {
    throw new TypeError('the step model gave no float32 "logProbabilities" and int32 "candidates"')
  }
  return { logProbabilities: logProbabilities.data, ids: candidates.data, k }
}

function advance(search: Search, candidates: Candidates, firstRow: number, pad: number): void {
  const { beam, counts } = search
  const read = beam.current
  beam.advance(candidates, firstRow)
  search.counts = Array.from(beam.origins, (place) => (counts[place] ?? 0) + Number(read[place] !== pad))
}

/** Tensors under other names. */
function renamed(tensors: Tensors, from: readonly string[], to: readonly string[]): Tensors {
  return Object.fromEntries(from.map((name, i) => [to[i] ?? name, tensorOf(tensors, name)]))
}

function tensorOf(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name]
  if (!tensor) throw new TypeError(`the model gave no "${name}"`)
  return tensor
}

/** The cache of some sources only. */
async function keep(select: Session, cache: Tensors, sources: readonly number[], beam: number): Promise<Tensors> {
  const rows = sources.flatMap((source) => Array.from({ length: beam }, (_, place) => source * beam + place))
  const kept = await select.run({ ...cache, sources: int32(sources), rows: int32(rows) })
  return Object.fromEntries(Object.keys(cache).map((name) => [name, tensorOf(kept, `kept.${name}`)]))
}

/** The recent part joined to the past. */
async function merge(session: Session, cache: Tensors, config: Seq2SeqConfig, rows: number): Promise<Tensors> {
  const past = cacheNames(config, 'past')
  const inputs = [...past, ...cacheNames(config, 'recent')]
  const merged = await session.run(renamed(cache, inputs, inputs))
  return {
    ...cache,
    ...renamed(
      merged,
      past.map((name) => `merged.${name}`),
      past,
    ),
    ...empty(config, 'recent', rows),
  }
}
