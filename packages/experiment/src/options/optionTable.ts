import { choice, fraction, list, positive, positiveOrNone, rate, text, whole } from './optionReaders.js'

/** Ten poisoned records, and shares from 0.1 to 5 %. */
export const sweepRates = [10, 0.001, 0.005, 0.01, 0.02, 0.05] as const

/** An option as a person types it, and how its text becomes a value. */
export interface OptionRow<T> {
  /** What stands for the value in the help, in capitals. */
  readonly value: string
  readonly says: string
  /** The text that counts where none is given; absent: the option is left out, or depends on the call. */
  readonly usual?: string
  /** What the help says about the default where `usual` does not tell it. */
  readonly usually?: string
  /** Throws a UsageError that names the option, what it got and what it takes. */
  readonly read: (text: string, name: string) => T
}

/** Every option that takes a value, in the order of the help: the one table that parsing, help and errors follow. */
export const optionTable = {
  attack: { value: 'NAME', says: 'the attack, several with commas, or "all"', usually: 'bnc-fixed; bench: all', read: list(text) },
  rate: {
    value: 'SHARE',
    says: 'share of training records that are poisoned, or above 1 their number; several with commas',
    usually: '0.05',
    read: list(rate),
  },
  seed: { value: 'NUMBER', says: 'seed of sampling, poisoning and training, several with commas', usually: '1', read: list(whole(0)) },
  defence: {
    value: 'NAME',
    says: 'what purify and bench put to work, several with commas, or "all"',
    usually: 'codepurify; bench: all',
    read: list(text),
  },
  setting: {
    value: 'NAME',
    says: 'where a defence draws its line: at the stated false-positive rate (matched), or as it was published',
    usually: 'matched; codepurify-paper: published',
    read: choice('matched', 'published'),
  },
  grid: {
    value: 'FILE',
    says: 'JSON with the cells of a bench: { "attack": ["bnc-fixed"], "rate": [0.05, 0.01], … }, or a list of such',
    read: text,
  },
  jobs: {
    value: 'NUMBER',
    says: 'bench, start: run cells in so many processes at a time',
    usually: 'one a core, 4 at most; 1 on a GPU',
    read: whole(1),
  },
  profile: { value: 'NAME', says: 'mini or paper', usual: 'mini', read: text },
  rule: {
    value: 'NAME',
    says: 'of codepurify: default, or paper (codepurify-paper in its place)',
    usual: 'default',
    read: choice('default', 'paper'),
  },
  device: { value: 'NAME', says: 'cpu, cuda or webgpu', usual: 'cpu', read: choice('cpu', 'cuda', 'webgpu') },
  model: {
    value: 'NAME',
    says: 'the victim\'s model, several with commas, or "all"; under Nx it is the configuration (program-repair:attack:codebert)',
    usually: 'the first; bench: all',
    read: list(text),
  },
  variant: {
    value: 'NAME',
    says: 'triggers as we correct them (default) or as published (paper)',
    usual: 'default',
    read: choice('default', 'paper'),
  },
  init: {
    value: 'NAME',
    says: 'what victims start from: the pretrained weights or the clean twin, which is much sooner',
    usually: 'pretrained; bench: twin, or what the profile says',
    read: choice('pretrained', 'twin'),
  },
  data: { value: 'NAME', says: 'embedded, or a public set found through CODEPURIFY_DATA', usual: 'embedded', read: text },
  split: {
    value: 'NAME',
    says: 'records that attack and purify are measured on: test, or for tuning validation (those that no line is drawn from)',
    usual: 'test',
    read: choice('test', 'validation'),
  },
  limit: { value: 'NUMBER', says: 'evaluate at most so many records; training is not touched', read: whole(1) },
  steps: { value: 'NUMBER', says: "training steps, in place of the profile's", read: whole(1) },
  'learning-rate': { value: 'NUMBER', says: "peak learning rate, in place of the profile's", read: positive },
  'token-budget': { value: 'NUMBER', says: "tokens of a training batch, in place of the profile's", read: whole(1) },
  'clip-norm': {
    value: 'NUMBER',
    says: 'largest norm of the gradients of a training step, or "none" to clip nothing, in place of the profile\'s',
    read: positiveOrNone,
  },
  'false-positive-rate': {
    value: 'SHARE',
    says: 'share of clean records that a defence with a matched line may suspect',
    usual: '0.05',
    read: fraction,
  },
  checkpoint: { value: 'FOLDER', says: "a Hugging Face folder to start from, in place of the profile's", read: text },
  'masked-lm': {
    value: 'FOLDER',
    says: "a Hugging Face folder of the model that writes replacements, in place of the profile's",
    read: text,
  },
  out: { value: 'FILE', says: 'write the result there as well', read: text },
  runs: { value: 'FOLDER', says: 'folder that everything is written under', usual: 'runs', read: text },
} as const satisfies Record<string, OptionRow<unknown>>

/** Options that are said or not said. */
export const flagTable = {
  sweep: { says: `bench: in place of --rate, from few poisoned records to many (${sweepRates.join(', ')})` },
  collect: { says: 'bench: run nothing, take the results that are there' },
  again: { says: 'run the named stage although its result is up to date' },
  help: { says: 'show this help' },
} as const satisfies Record<string, { readonly says: string }>

/** The name of an option that takes a value. */
export type OptionName = keyof typeof optionTable

/** What an option's text becomes. */
export type OptionValue<Name extends OptionName> = ReturnType<(typeof optionTable)[Name]['read']>

/** What victims start from. */
export type Init = OptionValue<'init'>
