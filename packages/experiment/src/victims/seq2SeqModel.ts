import type { CheckpointContents, Seq2Seq } from '@codepurify/models'
import { framed } from '@codepurify/tokenizer'
import { fitPairs, type PairFitting } from './fitPairs.js'
import { openGuard } from './guard.js'
import type { Codes, GuardOptions, Model, OpenModel, OpenOptions } from './model.js'
import { startFolders } from './startFolders.js'
import { openTokenizer, tokenCounter, tokenizerFile } from './tokenizerFolder.js'

/** A family of sequence-to-sequence models: everything in which CodeBERT with a decoder and CodeT5 differ as victims. */
export interface Seq2SeqFamily<Config> extends PairFitting<Config> {
  /** Whether a checkpoint may hold, beside the victim, the masked language model that writes replacements. */
  readonly writesReplacements: boolean
  /** Opens a fitted model: sources are framed in <s> and </s>, and so is what it generates and scores. */
  open(folder: string, device: GuardOptions['device']): Promise<Pick<Seq2Seq, 'generate' | 'score' | 'representations' | 'release'>>
}

/** A family as a model that can be attacked. The libraries that it runs on are loaded when it is first used. */
export function seq2SeqModel<Config extends CheckpointContents['config']>(family: Seq2SeqFamily<Config>): Model {
  return {
    start: (o) => startFolders(o, family),
    tokenizerFile,
    tokenCounter,
    fit: (request) => fitPairs(family, request),
    open: (folder, o) => openVictim(family, folder, o),
  }
}

async function openVictim<Config>(family: Seq2SeqFamily<Config>, folder: string, { device, ...reading }: OpenOptions): Promise<OpenModel> {
  const { seq2SeqVictim } = await import('@codepurify/entropy')
  const tokenizer = await openTokenizer(folder)
  const model = await family.open(folder, device)
  const victim = seq2SeqVictim(model, tokenizer, reading)
  const read = (code: string): number[] => framed(tokenizer.encode(code).ids, tokenizer.special, reading.maximumLength)
  const encode = (codes: readonly string[]) => model.representations(codes.map(read))
  const senses = { victim, encode }
  return {
    answer: async (records) => (await victim.answer(records.map(only))).map((answer) => ('text' in answer ? answer.text : '')),
    encode,
    guard: (defence, options) => openGuard(senses, defence, options),
    release: () => Promise.resolve(model.release()),
  }
}

function only(codes: Codes): Codes {
  if (codes.length !== 1) throw new RangeError(`a record has ${codes.length} codes, expected one for a sequence-to-sequence model`)
  return codes
}
