import yargs from 'yargs'
import type { Axes, Cell } from './cells.js'
import { unknownName } from './knownName.js'
import { flagTable, optionTable, sweepRates, type Init, type OptionName, type OptionRow, type OptionValue } from './optionTable.js'
import { UsageError } from './usageError.js'

/** What every cell of a call has in common. */
export interface Settings {
  readonly profile: string
  readonly device: 'cpu' | 'cuda' | 'webgpu'
  readonly variant: 'default' | 'paper'
  readonly init: Init
  readonly data: string
  /** What rule codepurify has. */
  readonly rule: 'default' | 'paper'
  /** Where defences draw their line; absent: each in its own way. */
  readonly setting?: 'matched' | 'published'
  /** The part that attack and purify are measured on: test records, or validation records that no line is drawn from. */
  readonly split: 'test' | 'validation'
  /** At most this many records are evaluated in attack and purify; training is not touched. */
  readonly limit?: number
  /** Training steps, in place of the profile's. */
  readonly steps?: number
  /** Peak learning rate, in place of the profile's. */
  readonly learningRate?: number
  /** Tokens of a training batch, in place of the profile's. */
  readonly tokenBudget?: number
  /** Largest norm of the gradients of a step, in place of the profile's; null clips nothing. */
  readonly clipNorm?: number | null
  /** Share of clean records that a defence may suspect. */
  readonly falsePositiveRate: number
  /** A Hugging Face folder to start from, in place of the profile's. */
  readonly checkpoint?: string
  /** A Hugging Face folder of the masked language model that writes replacements, in place of the profile's. */
  readonly maskedLm?: string
  /** The folder that everything is written under. */
  readonly runs: string
  /** Run the named stage although its result is up to date: for who changes the code. */
  readonly again: boolean
}

/** What one run is told: the settings of the call, and its own cell. Every stage that is needed on the way gets all of them. */
export interface Options extends Settings, Cell {}

/** A command line. */
export interface Call {
  /** What all its cells have in common. */
  readonly settings: Omit<Settings, 'init'>
  /** What victims start from; absent: what is usual for the stage and the profile. */
  readonly init?: Init
  /** Names of the options that were given. */
  readonly given: readonly string[]
  /** The axes that were given. */
  readonly axes: Partial<Axes>
  /** A file that names cells. */
  readonly grid?: string
  /** Where the stage's result is written as well. */
  readonly out?: string
  /** Processes that cells run in at a time; absent: as many as there are cores for. */
  readonly jobs?: number
  /** The rates are those of a sweep. */
  readonly sweep: boolean
  /** Run nothing, take the results that are there. */
  readonly collect: boolean
  readonly help: boolean
}

/** What a stage that runs a model says of the device among its options: results of other devices are others. */
export function deviceOf({ device }: Pick<Settings, 'device'>): { readonly device?: Settings['device'] } {
  return device === 'cpu' ? {} : { device }
}

const names = Object.keys(optionTable) as OptionName[]

/** Reads the arguments behind the stage's name. Throws a UsageError that names the option, what it got and what it takes. */
export function parseOptions(args: readonly string[]): Call {
  const given = words(args)
  const optional = <N extends OptionName, K extends string>(name: N, key: K): { readonly [P in K]?: OptionValue<N> } => {
    const value = given.get(name)
    return value === undefined ? {} : ({ [key]: optionTable[name].read(value, name) } as { readonly [P in K]?: OptionValue<N> })
  }
  const sweep = given.has('sweep')
  if (sweep && given.has('rate')) throw new UsageError('--sweep and --rate say the same, expected one of them')
  const read = <N extends OptionName>(name: N): OptionValue<N> =>
    optionTable[name].read(given.get(name) ?? usualOf(name), name) as OptionValue<N>
  return {
    given: [...given.keys()],
    axes: {
      ...optional('model', 'model'),
      ...optional('attack', 'attack'),
      ...(sweep ? { rate: sweepRates } : optional('rate', 'rate')),
      ...optional('seed', 'seed'),
      ...optional('defence', 'defence'),
    },
    settings: {
      profile: read('profile'),
      rule: read('rule'),
      device: read('device'),
      variant: read('variant'),
      data: read('data'),
      split: read('split'),
      ...optional('setting', 'setting'),
      ...optional('limit', 'limit'),
      ...optional('steps', 'steps'),
      ...optional('learning-rate', 'learningRate'),
      ...optional('token-budget', 'tokenBudget'),
      ...optional('clip-norm', 'clipNorm'),
      falsePositiveRate: read('false-positive-rate'),
      ...optional('checkpoint', 'checkpoint'),
      ...optional('masked-lm', 'maskedLm'),
      runs: read('runs'),
      again: given.has('again'),
    },
    ...optional('init', 'init'),
    ...optional('grid', 'grid'),
    ...optional('out', 'out'),
    ...optional('jobs', 'jobs'),
    sweep,
    collect: given.has('collect'),
    help: given.has('help'),
  }
}

/** The help that `--help` prints: `about` above the options, and the exit codes below them. */
export async function optionHelp(about: string): Promise<string> {
  const text = await parser([])
    .help('help', flagTable.help.says)
    .epilogue('Exit codes: 0 done, 1 the work failed or was stopped, 2 the call was wrong.')
    .getHelp()
  // yargs would lay the text out anew
  return `${about}\n\n${text}\n`
}

function usualOf(name: OptionName): string {
  const row: OptionRow<unknown> = optionTable[name]
  return row.usual ?? ''
}

function parser(args: readonly string[]) {
  const valued = names.map((name) => {
    const { value, says, usual, usually = usual }: OptionRow<unknown> = optionTable[name]
    const shown = usually === undefined ? {} : { defaultDescription: usually }
    return [name, { type: 'string' as const, describe: `${value}: ${says}`, ...shown }] as const
  })
  const flags = Object.entries(flagTable).map(([name, { says }]) => [name, { type: 'boolean' as const, describe: says }] as const)
  return yargs([...args])
    .options(Object.fromEntries([...valued, ...flags]))
    .alias('h', 'help')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'duplicate-arguments-array': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
      // an unknown option stays a word: as a key of its own it could be one that every object inherits
      'unknown-options-as-args': true,
    })
    .help(false)
    .version(false)
    .locale('en')
    .wrap(140)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message)
    })
}

/** The options that were given, by name, each with its text; a flag's text is empty. */
function words(args: readonly string[]): Map<string, string> {
  const { _: others, $0: _program, h: _help, ...found } = parser(args).parseSync()
  const [stray] = others.map(String)
  if (stray?.startsWith('-') === true) throw unknownOption(stray.replace(/[=].*$/su, ''))
  if (stray !== undefined) throw new UsageError(`"${stray}" is not an option. Options start with --, as in --attack bnc-fixed`)
  const given = new Map<string, string>()
  for (const [name, value] of Object.entries(found)) {
    if (name in flagTable) {
      if (value === true) given.set(name, '')
      continue
    }
    const option = names.find((one) => one === name)
    if (option === undefined) throw unknownOption(`--${name}`)
    if (typeof value !== 'string' || value === '')
      throw new UsageError(`--${name} has no value, expected --${name} ${optionTable[option].value}`)
    given.set(name, value)
  }
  return given
}

function unknownOption(got: string): UsageError {
  const known = [...names, ...Object.keys(flagTable)].map((name) => `--${name}`)
  return new UsageError(unknownName('option', got, known))
}
