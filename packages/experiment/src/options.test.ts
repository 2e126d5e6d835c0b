import { optionHelp, parseOptions } from './options.js'
import { UsageError } from './usageError.js'

const known = { attacks: ['bnc-fixed', 'dead-code'], model: 'codebert', stage: 'attack' }
const parse = (...args: string[]) => parseOptions(args, known)

test('the defaults', () => {
  expect(parse()).toEqual({
    model: 'codebert',
    attacks: ['bnc-fixed'],
    rate: 0.05,
    seed: 1,
    profile: 'mini',
    rule: 'default',
    device: 'cpu',
    variant: 'default',
    init: 'pretrained',
    data: 'embedded',
    falsePositiveRate: 0.05,
    runs: 'runs',
    again: false,
    help: false,
  })
})

test('both ways of writing a value, as Nx passes them on', () => {
  expect(parse('--attack', 'dead-code', '--rate=0.01', '--limit', '20', '--model=codebert')).toMatchObject({
    attacks: ['dead-code'],
    rate: 0.01,
    limit: 20,
  })
})

test('"all" means every attack, and bench means it by default', () => {
  expect(parse('--attack', 'all').attacks).toEqual(known.attacks)
  expect(parseOptions([], { ...known, stage: 'bench' }).attacks).toEqual(known.attacks)
})

test.each([
  [['--atack', 'bnc-fixed'], 'no option "--atack". Did you mean "--attack"? Known: --attack, --rate'],
  [['--rate', '0'], '--rate is "0", expected a number above 0 and at most 1'],
  [['--rate', 'much'], '--rate is "much"'],
  [['--seed', '1.5'], '--seed is "1.5", expected a whole number from 0 up'],
  [['--limit'], '--limit has no value, expected --limit NUMBER'],
  [['--limit', '--seed', '2'], '--limit has no value'],
  [['--rule', 'papr'], 'no rule "papr". Did you mean "paper"? Known: default, paper'],
  [['--device', 'tpu'], 'Known: cpu, cuda, webgpu'],
  [['bnc-fixed'], '"bnc-fixed" is not an option'],
])('%j is refused with what was expected', (args, message) => {
  expect(() => parse(...args)).toThrow(UsageError)
  expect(() => parse(...args)).toThrow(message)
})

test('the help names every option', () => {
  expect(optionHelp()).toContain('--false-positive-rate SHARE')
})
