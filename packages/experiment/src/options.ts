import { parseArgs } from 'node:util'
import { unknownName } from './knownName.js'
import { UsageError } from './usageError.js'

/** What a run is told on the command line. Every stage that is needed on the way gets all of them. */
export interface Options {
  readonly model: string
  readonly attacks: readonly string[]
  readonly rate: number
  readonly seed: number
  readonly profile: string
  readonly rule: 'default' | 'paper'
  readonly device: 'cpu' | 'cuda' | 'webgpu'
  readonly variant: 'default' | 'paper'
  readonly init: 'pretrained' | 'twin'
  readonly data: string
  /** At most this many records are evaluated in attack and purify; training is not touched. */
  readonly limit?: number
  /** Training steps, in place of the profile's. */
  readonly steps?: number
  /** Share of clean records that the default rule may suspect. */
  readonly falsePositiveRate: number
  /** A Hugging Face folder to start from, in place of the profile's. */
  readonly checkpoint?: string
  /** A Hugging Face folder of the masked language model that writes replacements, in place of the profile's. */
  readonly maskedLm?: string
  /** Where the stage's result is written as well. */
  readonly out?: string
  /** The folder that everything is written under. */
  readonly runs: string
  /** Run the named stage although its result is up to date: for who changes the code. */
  readonly again: boolean
  readonly help: boolean
}

interface OptionText {
  readonly value: string
  readonly says: string
}

/** The options as a person types them, in the order of the help. */
export const optionTexts = {
  attack: { value: 'NAME', says: 'the attack, several with commas, or "all"; default bnc-fixed (bench: all)' },
  rate: { value: 'SHARE', says: 'share of training records that are poisoned; default 0.05' },
  seed: { value: 'NUMBER', says: 'seed of sampling, poisoning and training; default 1' },
  profile: { value: 'NAME', says: 'mini (default) or paper' },
  rule: { value: 'NAME', says: 'default or paper' },
  device: { value: 'NAME', says: 'cpu (default), cuda or webgpu' },
  model: { value: 'NAME', says: "the victim's model; under Nx it is the configuration (program-repair:attack:codebert)" },
  variant: { value: 'NAME', says: 'triggers as we correct them (default) or as published (paper)' },
  init: { value: 'NAME', says: 'what victims start from: the pretrained weights (default) or the clean twin' },
  data: { value: 'NAME', says: 'embedded (default), or a public set found through CODEPURIFY_DATA' },
  limit: { value: 'NUMBER', says: 'evaluate at most so many records; training is not touched' },
  steps: { value: 'NUMBER', says: "training steps, in place of the profile's" },
  'false-positive-rate': { value: 'SHARE', says: 'share of clean records that the default rule may suspect; default 0.05' },
  checkpoint: { value: 'FOLDER', says: "a Hugging Face folder to start from, in place of the profile's" },
  'masked-lm': { value: 'FOLDER', says: "a Hugging Face folder of the model that writes replacements, in place of the profile's" },
  out: { value: 'FILE', says: 'write the result there as well' },
  runs: { value: 'FOLDER', says: 'folder that everything is written under; default runs' },
} as const satisfies Record<string, OptionText>

type OptionName = keyof typeof optionTexts

/** Reads the arguments behind the stage's name. Throws a UsageError that names the option, what it got and what it takes. */
export function parseOptions(
  args: readonly string[],
  known: { readonly attacks: readonly string[]; readonly model: string; readonly stage: string },
): Options {
  const given = tokens(args)
  const text = (name: OptionName, fallback: string): string => given.get(name) ?? fallback
  const attack = text('attack', known.stage === 'bench' ? 'all' : 'bnc-fixed')
  return {
    model: text('model', known.model),
    attacks: attack === 'all' ? known.attacks : [...new Set(attack.split(','))],
    rate: number('rate', text('rate', '0.05'), 'a number above 0 and at most 1', (value) => value > 0 && value <= 1),
    seed: whole('seed', text('seed', '1'), 0),
    profile: text('profile', 'mini'),
    rule: choice('rule', text('rule', 'default'), ['default', 'paper']),
    device: choice('device', text('device', 'cpu'), ['cpu', 'cuda', 'webgpu']),
    variant: choice('variant', text('variant', 'default'), ['default', 'paper']),
    init: choice('init', text('init', 'pretrained'), ['pretrained', 'twin']),
    data: text('data', 'embedded'),
    ...optional('limit', given.get('limit'), (value) => whole('limit', value, 1)),
    ...optional('steps', given.get('steps'), (value) => whole('steps', value, 1)),
    falsePositiveRate: number(
      'false-positive-rate',
      text('false-positive-rate', '0.05'),
      'a number above 0 and below 1',
      (value) => value > 0 && value < 1,
    ),
    ...optional('checkpoint', given.get('checkpoint'), (value) => value),
    ...optional('maskedLm', given.get('masked-lm'), (value) => value),
    ...optional('out', given.get('out'), (value) => value),
    runs: text('runs', 'runs'),
    again: given.has('again'),
    help: given.has('help'),
  }
}

/** The help that `--help` prints below the list of stages. */
export function optionHelp(): string {
  const options = Object.entries(optionTexts).map(([name, { value, says }]) => [`--${name} ${value}`, says] as const)
  return [...options, ['--again', 'run the named stage although its result is up to date'] as const]
    .map(([option, says]) => `  ${option.padEnd(30)} ${says}`)
    .join('\n')
}

function tokens(args: readonly string[]): Map<string, string> {
  const names = Object.keys(optionTexts)
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]))
  const parsed = parseArgs({
    args: [...args],
    options: { ...options, help: { type: 'boolean', short: 'h' }, again: { type: 'boolean' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const given = new Map<string, string>()
  for (const token of parsed.tokens) {
    if (token.kind === 'positional')
      throw new UsageError(`"${token.value}" is not an option. Options start with --, as in --attack bnc-fixed`)
    if (token.kind === 'option-terminator') continue
    if (token.name === 'help' || token.name === 'again') given.set(token.name, '')
    else if (!names.includes(token.name))
      throw new UsageError(
        `${unknownName(
          'option',
          `--${token.name}`,
          names.map((name) => `--${name}`),
        )}`,
      )
    else if (token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('--')))
      throw new UsageError(`--${token.name} has no value, expected --${token.name} ${optionTexts[token.name as OptionName].value}`)
    else given.set(token.name, token.value)
  }
  return given
}

function number(name: string, text: string, expected: string, allowed: (value: number) => boolean): number {
  const value = text.trim() === '' ? NaN : Number(text)
  if (Number.isFinite(value) && allowed(value)) return value
  throw new UsageError(`--${name} is "${text}", expected ${expected}`)
}

function whole(name: string, text: string, least: number): number {
  return number(name, text, `a whole number from ${least} up`, (value) => Number.isSafeInteger(value) && value >= least)
}

function choice<T extends string>(name: string, text: string, known: readonly T[]): T {
  const found = known.find((value) => value === text)
  if (found === undefined) throw new UsageError(unknownName(name, text, known))
  return found
}

function optional<K extends string, T>(key: K, text: string | undefined, read: (text: string) => T): { readonly [P in K]?: T } {
  return text === undefined ? {} : ({ [key]: read(text) } as { readonly [P in K]?: T })
}
