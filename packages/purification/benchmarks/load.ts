import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { random } from '@codepurify/metrics'
import { initializeMaskedLm, initializeSeq2Seq, parseSeq2SeqConfig, readCheckpoint } from '@codepurify/models'
import { Tokenizer, trainBytePairEncoding } from '@codepurify/tokenizer'

/** The shape of the recorded timings of the original (speed.md), where no checkpoint is given. */
const shape = {
  hidden_size: 256,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  intermediate_size: 1024,
  max_position_embeddings: 514,
  decoder_layers: 6,
  decoder_ffn_dim: 2048,
}

/** One column of a .jsonl.gz file. */
export const readColumn = (path: string, column: string): string[] =>
  gunzipSync(readFileSync(path))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => String((JSON.parse(line) as Record<string, unknown>)[column]))

/** A victim, its tokenizer and a masked language model: from two folders, or random in the shape of speed.md. */
export async function loadModels(
  texts: readonly string[],
  folders: { readonly victim?: string | undefined; readonly masked?: string | undefined },
) {
  if (folders.victim && folders.masked) {
    const [victim, masked] = [await readCheckpoint(folders.victim), await readCheckpoint(folders.masked)]
    if (victim.kind !== 'seq2seq' && victim.kind !== 'joint')
      throw new Error(`${folders.victim} holds a model of kind ${victim.kind}, expected seq2seq`)
    if (masked.kind !== 'masked-lm' && masked.kind !== 'joint')
      throw new Error(`${folders.masked} holds a model of kind ${masked.kind}, expected masked-lm`)
    return { config: victim.config, weights: victim.weights, masked, tokenizer: await Tokenizer.fromFolder(folders.victim) }
  }
  const tokenizer = trainBytePairEncoding(texts.slice(0, 2000), { vocabularySize: 4096 })
  const config = parseSeq2SeqConfig({ ...shape, vocab_size: tokenizer.vocabularySize })
  const masked = { config, weights: initializeMaskedLm(config, random(2)) }
  return { config, weights: initializeSeq2Seq(config, random(1)), masked, tokenizer }
}
