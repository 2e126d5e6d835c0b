/** @file What the official code computes for a record, in this engine: one record at a time, everything padded to the maximum length, search without a cache. */
import { paperEntropy, paperUnitsOf, rules, seq2SeqVictim } from '@codepurify/entropy'
import { createSession, Graph, int32, type Session, type Tensor, type Weights } from '@codepurify/graph'
import { decode, encode, type MaskedLm, Parameters, type Seq2SeqConfig, seq2seqLogits, seq2seqTable } from '@codepurify/models'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { paperMasks } from '@codepurify/purification'
import type { Language } from '@codepurify/syntax'
import type { Tokenizer } from '@codepurify/tokenizer'

/** What the official way works with. */
export interface Official {
  readonly config: Seq2SeqConfig
  readonly weights: Weights
  readonly tokenizer: Tokenizer
  readonly maskedLm: MaskedLm
  readonly language: Language
  readonly maximumLength: number
  readonly threads: number
}

/** Purifies one record: two greedy searches, all variants in one padded batch, and the masked language model where the entropy asks for it. */
export async function officialPurifier({ config, weights, tokenizer, maskedLm, language, maximumLength, threads }: Official) {
  const [scoring, encoding, decoding] = [
    await createSession(scoreModel(config, weights), { threads }),
    await createSession(encoderModel(config, weights), { threads }),
    await createSession(decoderModel(config, weights), { threads }),
  ]
  const { bos, pad, eos } = tokenizer.special
  const framed = (ids: readonly number[]): number[] => [bos, ...ids.slice(0, maximumLength - 2), eos]
  const padded = (rows: readonly (readonly number[])[]): Tensor =>
    int32(
      rows.flatMap((row) => [...row, ...new Array<number>(maximumLength - row.length).fill(pad)]),
      [rows.length, maximumLength],
    )
  const shell = seq2SeqVictim({ generate: () => Promise.resolve([]), score: () => Promise.resolve(new Float64Array()) }, tokenizer, {
    maximumLength,
  })

  async function greedy(source: readonly number[]): Promise<number[]> {
    const encoded = await encoding.run({ sourceIds: padded([source]) })
    const found = [bos]
    while (found.length <= maximumLength) {
      const { best } = await decoding.run({ ...encoded, targetIds: int32(found, [1, found.length]), last: int32([found.length - 1], [1]) })
      const next = Number(best?.data[0])
      if (next === eos) break
      found.push(next)
    }
    return found.slice(1)
  }

  async function purify(record: string): Promise<{ readonly variants: number; readonly steps: number; readonly suspected: boolean }> {
    const code = record.trim()
    const units = paperUnitsOf(language.parse(code), 'java')
    const variants = rules.paper.variants({ code, units }, shell, Infinity).flatMap((variant) => ('source' in variant ? [variant] : []))
    let source = framed(tokenizer.encode(code).ids)
    const answer = await greedy(source)
    const target = framed(tokenizer.encode(tokenizer.decode(answer)).ids)
    let suspected = false
    if (variants.length > 0) {
      const rows = variants.map((variant) => framed(tokenizer.encode(variant.source).ids))
      const scores = await score(scoring, rows, target)
      suspected = paperEntropy(scores) < 0.1
      if (suspected) {
        const unit = variants[scores.indexOf(Math.max(...scores))]?.unit
        const masked = unit ? framed(tokenizer.encode(paperMasks(code, unit, language)).ids) : source
        const ids = [...masked, ...new Array<number>(maximumLength - masked.length).fill(pad)]
        const positions = Array.from({ length: masked.length - 2 }, (_, index) => index + 1)
        const [guesses = []] = await maskedLm.predict([{ ids, positions }], { top: 1, attendPadding: true })
        source = framed(guesses.flatMap(([best]) => (best ? [best.id] : [])))
      }
    }
    const after = await greedy(source)
    return { variants: variants.length, steps: answer.length + after.length, suspected }
  }

  async function score(session: Session, sources: readonly (readonly number[])[], target: readonly number[]): Promise<number[]> {
    const labels = sources.flatMap(() => target.slice(1))
    const rows = sources.flatMap((_, row) => target.slice(1).map((__, position) => row * maximumLength + position))
    const { surprise } = await session.run({
      sourceIds: padded(sources),
      targetIds: padded(sources.map(() => target)),
      rows: int32(rows, [rows.length]),
      labels: int32(labels, [labels.length]),
    })
    const values = surprise?.data
    if (!(values instanceof Float32Array)) throw new TypeError('the score model gave no float32 "surprise"')
    const length = target.length - 1
    return sources.map((_, row) => values.subarray(row * length, (row + 1) * length).reduce((sum, x) => sum + x, 0) / length)
  }
  return {
    purify,
    release: async () => {
      for (const session of [scoring, encoding, decoding]) await session.release()
    },
  }
}

function start(config: Seq2SeqConfig) {
  const graph = new Graph()
  return { graph, parameters: new Parameters(graph, seq2seqTable(config)), dropout: { hidden: 0, attention: 0 } }
}

/** Every position goes through the vocabulary head, as in the official `cal_scores`; the loss takes the real ones. */
function scoreModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = start(config)
  const { graph } = build
  const source = encode(build, config, 'encoder', graph.input('sourceIds', 'int32', ['B', 'S']))
  const logits = seq2seqLogits(build, decode(build, config, source, graph.input('targetIds', 'int32', ['B', 'T'])))
  const real = graph.gather(logits, graph.input('rows', 'int32', ['M']))
  const surprise = graph.crossEntropy(real, graph.input('labels', 'int32', ['M']), { reduction: 'none' })
  return graph.toModel({ surprise }, { weights })
}

function encoderModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = start(config)
  const { hidden, mask } = encode(build, config, 'encoder', build.graph.input('sourceIds', 'int32', ['B', 'S']))
  return build.graph.toModel({ hidden, mask }, { weights })
}

function decoderModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = start(config)
  const { graph } = build
  const mask = graph.input('mask', 'float32', ['B', 1, 1, 'S'])
  const source = { mask, hidden: graph.input('hidden', 'float32', ['B*S', config.hidden_size]), extent: { batch: 'B', length: 'S' } }
  const rows = decode(build, config, source, graph.input('targetIds', 'int32', ['B', 'T']))
  const last = seq2seqLogits(build, graph.gather(rows, graph.input('last', 'int32', ['B'])))
  return graph.toModel({ best: graph.argMax(graph.logSoftmax(last), -1) }, { weights })
}
