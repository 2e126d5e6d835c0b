import type { Weights } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import type { Seq2SeqConfig } from '@codepurify/models'

/** What a victim starts from: the folder's own seq2seq model; of a folder that holds an encoder alone, that encoder with a fresh decoder behind it, as the official code does. */
export async function startWeights(folder: string, seed: number): Promise<{ readonly config: Seq2SeqConfig; readonly weights: Weights }> {
  const { encoderWeights, initializeSeq2Seq, parseSeq2SeqConfig, readCheckpoint, seq2seqWeights } = await import('@codepurify/models')
  const checkpoint = await readCheckpoint(folder)
  if (checkpoint.kind === 'seq2seq' || checkpoint.kind === 'joint') {
    return { config: checkpoint.config, weights: seq2seqWeights(checkpoint.config, checkpoint.weights, folder) }
  }
  const config = parseSeq2SeqConfig(checkpoint.config, folder)
  const fresh = initializeSeq2Seq(config, random(seed).fork('decoder'))
  return { config, weights: new Map([...fresh, ...encoderWeights(config, checkpoint.weights, 'encoder', folder)]) }
}

/** The masked language model of a folder: its own, or the one of a jointly pretrained model. */
export async function maskedLmStart(folder: string) {
  const { maskedLmWeights, readCheckpoint } = await import('@codepurify/models')
  const { config, weights, kind } = await readCheckpoint(folder)
  if (kind !== 'masked-lm' && kind !== 'joint')
    throw new Error(`${folder}: holds a model of kind "${kind}", expected one with a masked-LM head (lm_head.dense.weight)`)
  return { config, weights: maskedLmWeights(config, weights, folder) }
}
