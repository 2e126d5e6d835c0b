/** @file A model as one .onnx file: ids in, logits or states out, the weights inside. */
import { Graph, type Value, type Weights } from '@codepurify/graph'
import { rulesOf, type ClassifierConfigs, type ClassifierKind } from '../classifier/kinds.js'
import { encode, type Encoded } from '../roberta/encoder.js'
import { maskedLmLogits, seq2seqLogits } from '../roberta/heads.js'
import { startBuild } from '../roberta/losses.js'
import type { Build } from '../roberta/layers.js'
import { decode } from '../seq2seq/decoder.js'
import { decodeT5, t5Logits } from '../t5/decoder.js'
import { encodeT5 } from '../t5/encoder.js'
import { t5Table } from '../t5/weightTable.js'
import { encoderTable, jointTable, maskedLmTable, seq2seqTable, type WeightTable } from '../weights/weightTable.js'
import type { FoundModel } from './checkpoint.js'
import { withMetadata } from './onnxMetadata.js'

/** An .onnx file, and what goes in and comes out of it. */
export interface OnnxModel {
  readonly bytes: Uint8Array
  /** Names of the inputs, int64 [batch, sequence] each, and what they are. */
  readonly inputs: Readonly<Record<string, string>>
  /** Names of the outputs, float32, and what they are. */
  readonly outputs: Readonly<Record<string, string>>
}

/** A model on its way into a file. */
interface Draft {
  readonly outputs: Readonly<Record<string, Value>>
  readonly inputTexts: Readonly<Record<string, string>>
  readonly outputTexts: Readonly<Record<string, string>>
}

const SOURCE = { input_ids: 'token ids int64 [batch, sequence] with <s> and </s>, padded on the right with pad_token_id, which is masked' }
const TARGET = { decoder_input_ids: 'int64 [batch, target]: what the decoder reads, from its start token on' }
const DECODED = 'float32 [batch, target, vocabulary]: row t of a sequence predicts what follows its id t'

/** Ids as other programs give them, int64, as the layers here take them. */
function ids(graph: Graph, name: string, length: string): Value {
  return graph.cast(graph.input(name, 'int64', ['batch', length]), 'int32')
}

/** Rows [batch * length, width] as [batch, length, width]. */
const unfold = (graph: Graph, rows: Value, length: string): Value => graph.reshape(rows, ['batch', length, rows.shape[1] ?? 1])

type Of<Kind> = Extract<FoundModel, { readonly kind: Kind }>

const drafts: { readonly [Kind in FoundModel['kind']]: (graph: Graph, model: Of<Kind>) => Draft } = {
  encoder: (graph, { config }) => {
    const { hidden } = encode(build(graph, encoderTable(config, 'roberta')), config, 'roberta', ids(graph, 'input_ids', 'sequence'))
    return {
      outputs: { last_hidden_state: unfold(graph, hidden, 'sequence') },
      inputTexts: SOURCE,
      outputTexts: { last_hidden_state: 'float32 [batch, sequence, hidden_size]; rows of padding hold numbers without meaning' },
    }
  },
  'masked-lm': (graph, { config }) => {
    const made = build(graph, maskedLmTable(config))
    const { hidden } = encode(made, config, 'roberta', ids(graph, 'input_ids', 'sequence'))
    return {
      outputs: { logits: unfold(graph, maskedLmLogits(made, config, 'roberta', hidden), 'sequence') },
      inputTexts: SOURCE,
      outputTexts: { logits: 'float32 [batch, sequence, vocabulary] of the masked-LM head' },
    }
  },
  seq2seq: (graph, { config }) => {
    const made = build(graph, seq2seqTable(config))
    const source = encode(made, config, 'encoder', ids(graph, 'input_ids', 'sequence'))
    return decoded(graph, seq2seqLogits(made, decode(made, config, source, ids(graph, 'decoder_input_ids', 'target'))))
  },
  joint: (graph, { config }) => {
    const made = build(graph, jointTable(config))
    const source: Encoded = encode(made, config, 'encoder', ids(graph, 'input_ids', 'sequence'))
    const draft = decoded(graph, seq2seqLogits(made, decode(made, config, source, ids(graph, 'decoder_input_ids', 'target'))))
    const masked = maskedLmLogits(made, config, 'encoder', source.hidden)
    return {
      ...draft,
      outputs: { ...draft.outputs, masked_lm_logits: unfold(graph, masked, 'sequence') },
      outputTexts: { ...draft.outputTexts, masked_lm_logits: 'float32 [batch, sequence, vocabulary] of the masked-LM head' },
    }
  },
  t5: (graph, { config }) => {
    const made = build(graph, t5Table(config))
    const source = encodeT5(made, config, ids(graph, 'input_ids', 'sequence'))
    return decoded(graph, t5Logits(made, config, decodeT5(made, config, source, ids(graph, 'decoder_input_ids', 'target'))))
  },
  classifier: (graph, model) => classifierDraft(graph, model.classifier, model.config),
}

const decoded = (graph: Graph, rows: Value): Draft => ({
  outputs: { logits: unfold(graph, rows, 'target') },
  inputTexts: { ...SOURCE, ...TARGET },
  outputTexts: { logits: DECODED },
})

function classifierDraft<Kind extends ClassifierKind>(graph: Graph, kind: Kind, config: ClassifierConfigs[Kind]): Draft {
  const { sequences, table, represent, head } = rulesOf(kind)
  const made = build(graph, table(config))
  const first = represent(made, config, ids(graph, 'input_ids', 'sequence'))
  const vectors =
    sequences === 1 ? first : graph.concat([first, represent(made, config, ids(graph, 'second_input_ids', 'second_sequence'))], 1)
  return {
    outputs: { logits: head(made, config, vectors) },
    inputTexts: { ...SOURCE, ...(sequences === 2 && { second_input_ids: 'the other function of the pair, likewise' }) },
    outputTexts: {
      logits:
        kind === 'roberta-defect'
          ? 'float32 [batch, labels]: the sigmoid of the first is the probability of the positive class'
          : 'float32 [batch, labels]: their softmax is the probabilities of the classes',
    },
  }
}

const build = (graph: Graph, table: WeightTable): Build => startBuild(graph, table)

/** Takes the union apart again: a model goes to the draft of its own kind. */
function draftOf<Kind extends FoundModel['kind']>(graph: Graph, kind: Kind, model: Of<Kind>): Draft {
  return drafts[kind](graph, model)
}

/**
 * One self-contained .onnx file of a model, at most 2 GB (protobuf's limit): opset 21, and onnxruntime's own `Gelu` and `FusedMatMul`. The metadata says what the
 * model is, what goes in and comes out, and the config. `made`: free text of where it comes from.
 */
export function exportOnnx(model: FoundModel, { made = '' }: { readonly made?: string } = {}): OnnxModel {
  const graph = new Graph()
  const { outputs, inputTexts, outputTexts } = draftOf(graph, model.kind, model as Of<FoundModel['kind']>)
  const weights: Weights = model.weights
  const bytes = withMetadata(graph.toModel(outputs, { weights }), {
    kind: model.kind === 'classifier' ? model.classifier : model.kind,
    ...prefixed('input', inputTexts),
    ...prefixed('output', outputTexts),
    config: JSON.stringify(model.config),
    ...(made !== '' && { made }),
  })
  return { bytes, inputs: inputTexts, outputs: outputTexts }
}

const prefixed = (prefix: string, texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${prefix}.${name}`, text]))
