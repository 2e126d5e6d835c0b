import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Victim } from '@codepurify/entropy'
import type { CheckpointContents, Seq2Seq } from '@codepurify/models'
import type { Tokenizer } from '@codepurify/tokenizer'
import { fitPairs, type PairFitting } from './fitPairs.js'
import type { Guard, GuardOptions, Model, OpenModel } from './model.js'
import { seq2SeqGuard } from './seq2SeqGuard.js'
import { maskedLmStart } from './startWeights.js'
import { UsageError } from './usageError.js'

/** A family of sequence-to-sequence models: everything in which CodeBERT with a decoder and CodeT5 differ as victims. */
export interface Seq2SeqFamily<Config> extends PairFitting<Config> {
  /** Whether a checkpoint may hold, beside the victim, the masked language model that writes replacements. */
  readonly writesReplacements: boolean
  /** Opens a fitted model: sources are framed in <s> and </s>, and so is what it generates and scores. */
  open(folder: string, device: GuardOptions['device']): Promise<Pick<Seq2Seq, 'generate' | 'score' | 'release'>>
}

/** A family as a model that can be attacked. The libraries that it runs on are loaded when it is first used. */
export function seq2SeqModel<Config extends CheckpointContents['config']>(family: Seq2SeqFamily<Config>): Model {
  return {
    start: ({ weights, checkpoint, maskedLm: own }) => {
      const victim = checkpoint ?? weights?.victim
      const maskedLm = own ?? weights?.maskedLm ?? (family.writesReplacements ? checkpoint : undefined)
      if (victim === undefined)
        throw new UsageError(
          'this profile ships no weights: give a Hugging Face folder (config.json, model.safetensors, tokenizer.json) with --checkpoint FOLDER',
        )
      if (maskedLm === undefined)
        throw new UsageError(
          'this profile ships no model that writes replacements: give the Hugging Face folder of a CodeBERT with a masked-LM head with --masked-lm FOLDER',
        )
      return { victim, maskedLm }
    },
    tokenizerFile,
    tokenCounter: async (folder) => {
      const tokenizer = await openTokenizer(folder)
      return (text) => tokenizer.encode(text).ids.length + 2
    },
    fit: (request) => fitPairs(family, request),
    open: async (folder, { maximumLength, device }) => openVictim(folder, await family.open(folder, device), maximumLength),
  }
}

async function openVictim(
  folder: string,
  model: Awaited<ReturnType<Seq2SeqFamily<never>['open']>>,
  maximumLength: number,
): Promise<OpenModel> {
  const { seq2SeqVictim } = await import('@codepurify/entropy')
  const victim = seq2SeqVictim(model, await openTokenizer(folder), { maximumLength })
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
