import { optionHelp, parseOptions } from './options.js'
import { optionTable } from './optionTable.js'
import { UsageError } from './usageError.js'

/** What a command line says, its settings beside the rest. */
function parse(...args: string[]) {
  const { settings, ...call } = parseOptions(args)
  return { ...settings, ...call }
}

test('the defaults', () => {
  expect(parse()).toEqual({
    given: [],
    axes: {},
    sweep: false,
    collect: false,
    profile: 'mini',
    rule: 'default',
    device: 'cpu',
    variant: 'default',
    data: 'embedded',
    split: 'test',
    falsePositiveRate: 0.05,
    runs: 'runs',
    again: false,
    help: false,
  })
})

test('both ways of writing a value, as Nx passes them on', () => {
  expect(parse('--attack', 'dead-code', '--rate=0.01', '--limit', '20', '--model=codebert')).toMatchObject({
    axes: { attack: ['dead-code'], rate: [0.01], model: ['codebert'] },
    limit: 20,
  })
})

test('axes take several values, each once; a rate above 1 is a number of records', () => {
  expect(parse('--rate', '10,0.001,0.05,10', '--seed', '1, 2', '--defence', 'none,onion').axes).toEqual({
    rate: [10, 0.001, 0.05],
    seed: [1, 2],
    defence: ['none', 'onion'],
  })
})

test.each([
  [['--atack', 'bnc-fixed'], 'no option "--atack". Did you mean "--attack"? Known: --attack, --rate'],
  [['--rate', '0'], '--rate is "0", expected a number above 0 and at most 1, or a whole number of records'],
  [['--rate', '1.5'], '--rate is "1.5"'],
  [['--attack', 'a,,b'], '--attack has an empty name in it'],
  [['--rate', 'much'], '--rate is "much"'],
  [['--seed', '1.5'], '--seed is "1.5", expected a whole number from 0 up'],
  [['--limit'], '--limit has no value, expected --limit NUMBER'],
  [['--limit', '--seed', '2'], '--limit has no value'],
  [['--learning-rate', '0'], '--learning-rate is "0", expected a number above 0'],
  [['--clip-norm', 'off'], '--clip-norm is "off", expected a number above 0, or none'],
  [['--split', 'train'], 'no split "train". Known: test, validation'],
  [['--rule', 'papr'], 'no rule "papr". Did you mean "paper"? Known: default, paper'],
  [['--device', 'tpu'], 'Known: cpu, cuda, webgpu'],
  [['bnc-fixed'], '"bnc-fixed" is not an option'],
])('%j is refused with what was expected', (args, message) => {
  expect(() => parse(...args)).toThrow(UsageError)
  expect(() => parse(...args)).toThrow(message)
})

test('the last of an option that is given twice counts, and what every object inherits is no option', () => {
  expect(parse('--seed', '2', '--seed', '3').axes.seed).toEqual([3])
  expect(() => parse('--constructor', 'x')).toThrow('no option "--constructor"')
  expect(() => parse('--no-again')).toThrow('no option "--no-again"')
})

test('a value keeps its characters: no number is made of a name', () => {
  expect(parse('--data', '0x10', '--runs', '007')).toMatchObject({ data: '0x10', runs: '007' })
})

test.each(['--help', '-h'])('%s asks for the help', (flag) => {
  expect(parseOptions([flag]).help).toBe(true)
})

test('the help names every option with what it takes and its default', async () => {
  const text = await optionHelp('about')
  for (const name of Object.keys(optionTable)) expect(text).toContain(`--${name}`)
  expect(text).toMatch(/--false-positive-rate\s+SHARE: .*\[default: 0\.05\]/u)
  expect(text).toContain('-h, --help')
  expect(text).toContain('Exit codes: 0 done')
})
