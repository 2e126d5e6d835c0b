import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Victim } from '@codepurify/entropy'
import type { Tokenizer } from '@codepurify/tokenizer'
import { fitSeq2Seq } from './fitSeq2Seq.js'
import type { Guard, GuardOptions, Model, OpenModel } from './model.js'
import { maskedLmStart } from './startWeights.js'
import { seq2SeqGuard } from './seq2SeqGuard.js'
import { UsageError } from './usageError.js'

/** CodeBERT with the official program-repair decoder behind it, as a model that can be attacked. The libraries that it runs on are loaded when it is first used. */
export const codebertSeq2Seq: Model = {
  start: ({ profile, checkpoint, maskedLm: own }) => {
    const weights = profile.weights
    const victim = checkpoint ?? weights?.victim
    // a checkpoint that was pretrained for both tasks has a masked-LM head of its own
    const maskedLm = own ?? weights?.maskedLm ?? checkpoint
    if (victim === undefined || maskedLm === undefined)
      throw new UsageError(
        'this profile ships no weights: give a Hugging Face folder (config.json, model.safetensors, tokenizer.json) with --checkpoint FOLDER',
      )
    return { victim, maskedLm }
  },
  tokenizerFile,
  tokenCounter: async (folder) => {
    const tokenizer = await openTokenizer(folder)
    return (text) => tokenizer.encode(text).ids.length + 2
  },
  fit: fitSeq2Seq,
  open: openSeq2Seq,
}

async function openSeq2Seq(folder: string, { maximumLength, device }: Parameters<Model['open']>[1]): Promise<OpenModel> {
  const { readCheckpoint, Seq2Seq } = await import('@codepurify/models')
  const { seq2SeqVictim } = await import('@codepurify/entropy')
  const checkpoint = await readCheckpoint(folder)
  if (checkpoint.kind !== 'seq2seq' && checkpoint.kind !== 'joint')
    throw new Error(`${folder}: holds a model of kind "${checkpoint.kind}", expected "seq2seq"`)
  const tokenizer = await openTokenizer(folder)
  const model = await Seq2Seq.create({ config: checkpoint.config, weights: checkpoint.weights, device })
  const victim = seq2SeqVictim(model, tokenizer, { maximumLength })
  return {
    answer: async (codes) => (await victim.answer(codes.map((code) => [code]))).map((answer) => ('text' in answer ? answer.text : '')),
    guard: (options) => openGuard(victim, options),
    release: () => Promise.resolve(model.release()),
  }
}

async function openGuard(victim: Victim, options: GuardOptions): Promise<Guard> {
  const { MaskedLm } = await import('@codepurify/models')
  const { config, weights } = await maskedLmStart(options.maskedLm)
  const maskedLm = await MaskedLm.create({ config, weights, device: options.device })
  return seq2SeqGuard(victim, { maskedLm, tokenizer: await openTokenizer(options.maskedLm), release: () => maskedLm.release() }, options)
}

async function openTokenizer(folder: string): Promise<Tokenizer> {
  tokenizerFile(folder)
  const { Tokenizer } = await import('@codepurify/tokenizer')
  return Tokenizer.fromFolder(folder)
}

function tokenizerFile(folder: string): string {
  const found = ['tokenizer.json', 'vocab.json'].map((name) => join(folder, name)).find((path) => existsSync(path))
  if (found === undefined) throw new UsageError(`${folder}: no tokenizer.json and no vocab.json there, expected a Hugging Face folder`)
  return found
}
