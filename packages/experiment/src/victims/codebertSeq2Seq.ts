import type { Seq2SeqConfig } from '@codepurify/models'
import { seq2SeqModel } from './seq2SeqModel.js'
import { startWeights } from './startWeights.js'

/** CodeBERT with the official program-repair decoder behind it, as a model that can be attacked. */
export const codebertSeq2Seq = seq2SeqModel<Seq2SeqConfig>({
  // a checkpoint that was pretrained for both tasks has a masked-LM head of its own
  writesReplacements: true,
  start: startWeights,
  learning: async () => {
    const { seq2seqFeeds, seq2seqLoss } = await import('@codepurify/models')
    return { loss: seq2seqLoss, feeds: (pairs, config) => seq2seqFeeds(pairs, config.pad_token_id) }
  },
  open: async (folder, device) => {
    const { readCheckpoint, Seq2Seq } = await import('@codepurify/models')
    const checkpoint = await readCheckpoint(folder)
    if (checkpoint.kind !== 'seq2seq' && checkpoint.kind !== 'joint')
      throw new Error(`${folder}: holds a model of kind "${checkpoint.kind}", expected "seq2seq"`)
    return Seq2Seq.create({ config: checkpoint.config, weights: checkpoint.weights, device })
  },
})
