/** @file The official Seq2Seq computed as its own code does, in this engine: what our way must agree with, and what its speed is compared with. */
import { createSession, int32, type Tensor, type Weights } from '@codepurify/graph'
import type { PairExample } from '../feeds.js'
import { encode } from '../roberta/encoder.js'
import { seq2seqLogits } from '../roberta/heads.js'
import type { Seq2SeqConfig } from '../roberta/config.js'
import { seq2seqWeights } from '../weights/modelKinds.js'
import { decode } from './decoder.js'
import { inference } from './decoderStep.js'
import type { Seq2SeqOptions } from './seq2seq.js'

/** The official program-repair `Seq2Seq` without any of our shortcuts. */
export interface OfficialSeq2Seq {
  /**
   * `cal_scores`: all pairs as one batch, sources and targets padded to `length`, every target position through the vocabulary head; the mean is taken over
   * real labels. No pair may be longer than `length`.
   */
  score(pairs: readonly PairExample[], length: number): Promise<Float64Array>
  /**
   * Beam search with one place: the source padded to `length` is encoded once, then every step runs the decoder over all ids so far, the source's keys and values
   * anew, and its last row through the head; at most `length` steps, fewer where the end comes. Gives <s>, what was generated, and </s> where it came.
   */
  greedy(source: readonly number[], length: number): Promise<number[]>
  /** Frees the sessions. */
  release(): Promise<void>
}

/** Prepares the model for `score` and `greedy`; throws as `Seq2Seq.create` does. */
export async function officialSeq2Seq({ config, weights, ...device }: Seq2SeqOptions): Promise<OfficialSeq2Seq> {
  const own = seq2seqWeights(config, weights)
  const { pad_token_id: pad, bos_token_id: begin, eos_token_id: end } = config
  const scoring = await createSession(scoreModel(config, own), device)
  const encoding = await createSession(encoderModel(config, own), device)
  const decoding = await createSession(decoderModel(config, own), device)
  const padded = (rows: readonly (readonly number[])[], length: number): Tensor => {
    const longest = rows.reduce((most, row) => Math.max(most, row.length), 0)
    if (longest > length)
      throw new RangeError(`a sequence has ${longest} ids, expected at most the length ${length} that all are padded to`)
    const data = rows.flatMap((row) => [...row, ...Array.from({ length: length - row.length }, () => pad)])
    return int32(data, [rows.length, length])
  }
  return {
    async score(pairs, length) {
      const { surprise } = await scoring.run({
        sourceIds: padded(pairs.map(({ source }) => source), length), // prettier-ignore
        targetIds: padded(pairs.map(({ target }) => target), length), // prettier-ignore
        rows: int32(pairs.flatMap(({ target }, row) => target.slice(1).map((_, place) => row * length + place))),
        labels: int32(pairs.flatMap(({ target }) => target.slice(1))),
      })
      const values = surprise?.data
      if (!(values instanceof Float32Array)) throw new TypeError('the score model gave no float32 "surprise"')
      let at = 0
      return Float64Array.from(pairs, ({ target }) => {
        const labels = values.subarray(at, (at += target.length - 1))
        return labels.reduce((sum, x) => sum + x, 0) / labels.length
      })
    },
    async greedy(source, length) {
      const encoded = await encoding.run({ sourceIds: padded([source], length) })
      const found = [begin]
      while (found.length <= length && (found.length === 1 || found.at(-1) !== end)) {
        const { best } = await decoding.run({ ...encoded, targetIds: int32(found, [1, found.length]), last: int32([found.length - 1]) })
        found.push(Number(best?.data[0]))
      }
      return found
    },
    async release() {
      for (const session of [scoring, encoding, decoding]) await session.release()
    },
  }
}

/** Every position goes through the head; only then are the real ones taken. */
function scoreModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = inference(config)
  const { graph } = build
  const source = encode(build, config, 'encoder', graph.input('sourceIds', 'int32', ['B', 'S']))
  const logits = seq2seqLogits(build, decode(build, config, source, graph.input('targetIds', 'int32', ['B', 'T'])))
  const real = graph.gather(logits, graph.input('rows', 'int32', ['M']))
  const surprise = graph.crossEntropy(real, graph.input('labels', 'int32', ['M']), { reduction: 'none' })
  return graph.toModel({ surprise }, { weights })
}

function encoderModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = inference(config)
  const { hidden, mask } = encode(build, config, 'encoder', build.graph.input('sourceIds', 'int32', ['B', 'S']))
  return build.graph.toModel({ hidden, mask }, { weights })
}

function decoderModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = inference(config)
  const { graph } = build
  const mask = graph.input('mask', 'float32', ['B', 1, 1, 'S'])
  const source = { mask, hidden: graph.input('hidden', 'float32', ['B*S', config.hidden_size]), extent: { batch: 'B', length: 'S' } }
  const rows = decode(build, config, source, graph.input('targetIds', 'int32', ['B', 'T']))
  const last = seq2seqLogits(build, graph.gather(rows, graph.input('last', 'int32', ['B'])))
  return graph.toModel({ best: graph.argMax(graph.logSoftmax(last), -1) }, { weights })
}
