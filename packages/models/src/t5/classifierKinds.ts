/** @file CodeT5 as a classifier, as CodePurify's and CodeT5's official code of two tasks has it. */
import type { Value } from '@codepurify/graph'
import { checkIds, type NamedSequences } from '../checkSequences.js'
import { softmax } from '../classifier/criteria.js'
import type { KindRules } from '../classifier/kinds.js'
import { linear, type Build } from '../roberta/layers.js'
import type { WeightSpec } from '../weights/weightTable.js'
import { LONGEST_T5, type T5Config } from './config.js'
import { decodeT5 } from './decoder.js'
import { encodeT5 } from './encoder.js'
import { fitT5, t5Table } from './weightTable.js'

/** What the official classes call the T5 inside them. */
const PREFIX = 'encoder.'

const LABELS = 2

/** The same build for layers that know their weights without `prefix`. */
function inside(build: Build, prefix: string): Build {
  const { parameters } = build
  const named = { get: (name: string) => parameters.get(prefix + name), has: (name: string) => parameters.has(prefix + name) }
  return { ...build, parameters: { ...named, used: () => parameters.used() } }
}

/**
 * `get_t5_vec`: the decoder reads the source itself, moved on by one id, and the state at the source's last end stands for the sequence, after the final norm:
 * ids int32 [R, S] -> [R, d_model].
 */
export function t5Vectors(build: Build, config: T5Config, ids: Value): Value {
  const { graph } = build
  const t5 = inside(build, PREFIX)
  const [rows = 1, length = 1] = ids.shape
  const start = graph.expand(graph.constant(Int32Array.of(config.decoder_start_token_id), [1, 1]), [rows, 1])
  const read = graph.concat([start, graph.slice(ids, 1, 0, -1)], 1)
  const places = graph.range(length)
  const order = graph.add(graph.cast(places, 'float32'), 1)
  const last = graph.argMax(graph.mul(graph.cast(graph.equal(ids, config.eos_token_id), 'float32'), order)) // [R]
  const chosen = graph.cast(graph.equal(graph.unsqueeze(places, [0]), graph.unsqueeze(last, [1])), 'float32') // [R, S], one 1 a row
  return decodeT5(t5, config, encodeT5(t5, config, ids), read, { only: chosen })
}

/** Throws listing the sequences that do not fit the model, or have no end, where the state is read. */
function check(config: T5Config, sequences: NamedSequences): void {
  checkIds({ vocabulary: config.vocab_size, most: LONGEST_T5 }, sequences)
  const endless = [...sequences.rows.keys()].filter((index) => !sequences.rows[index]?.includes(config.eos_token_id))
  if (endless.length > 0)
    throw new RangeError(
      `${endless.map((index) => `${sequences.name} ${index}`).join(', ')}: no id ${config.eos_token_id} (the end), expected one: the vector is the state there`,
    )
}

type Linear = readonly [name: string, output: number, input: number]

/** A kind with linear layers behind the vectors, which start as PyTorch's do. */
function t5(sequences: 1 | 2, layers: (config: T5Config) => readonly Linear[], head: KindRules<T5Config>['head']): KindRules<T5Config> {
  const table = (config: T5Config) => {
    const model = [...t5Table(config)].map(([name, spec]) => [PREFIX + name, spec] as const)
    const behind = layers(config).flatMap(([name, output, input]) => {
      const start = { kind: 'uniform', bound: 1 / Math.sqrt(input) } as const
      return [
        [`${name}.weight`, { shape: [output, input], start }],
        [`${name}.bias`, { shape: [output], start }],
      ] as const
    })
    // no classifier reads the head
    return new Map<string, WeightSpec>([...model.filter(([name]) => name !== `${PREFIX}lm_head.weight`), ...behind])
  }
  return {
    sequences,
    criterion: softmax,
    table,
    weights: (config, weights, where) => fitT5(table(config), weights, { prefix: PREFIX, tied: config.tie_word_embeddings, where }),
    deviation: (config) => config.initializer_factor,
    labels: () => LABELS,
    padId: (config) => config.pad_token_id,
    maximumIds: () => Infinity, // positions are relative
    check,
    represent: t5Vectors,
    head,
  }
}

/** `DefectModel`: one linear layer and softmax. */
export const t5Defect = t5(
  1,
  ({ d_model }) => [['classifier', LABELS, d_model]],
  (build, _, vectors) => linear(build, 'classifier', vectors),
)

/** `CloneModel`: the vectors of two functions side by side, dense, tanh, linear, softmax. */
export const t5Clone = t5(
  2,
  ({ d_model }) => [
    ['classifier.dense', d_model, 2 * d_model],
    ['classifier.out_proj', LABELS, d_model],
  ],
  (build, _, vectors) => linear(build, 'classifier.out_proj', build.graph.tanh(linear(build, 'classifier.dense', vectors))),
)
