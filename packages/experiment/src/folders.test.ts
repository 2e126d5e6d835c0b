import { folders } from './folders.js'
import { parseOptions } from './options.js'

const at = (...args: string[]) =>
  folders('program-repair', 'bnc-fixed', parseOptions(args, { attacks: ['bnc-fixed'], model: 'codebert', stage: 'attack' }))

test('the default run is where the documentation says', () => {
  expect(at()).toEqual({
    model: 'runs/program-repair/codebert',
    data: 'runs/program-repair/codebert/data-embedded-mini-seed-1',
    twin: 'runs/program-repair/codebert/twin-embedded-mini-seed-1',
    attack: 'runs/program-repair/codebert/bnc-fixed-0.05',
  })
})

test('seed, rule and limit stay in the same folder, another experiment has its own', () => {
  expect(at('--seed', '7', '--rule', 'paper', '--limit', '9').attack).toBe('runs/program-repair/codebert/bnc-fixed-0.05')
  expect(at('--data', 'bugs2fix_small', '--init', 'twin', '--rate', '0.01').attack).toBe(
    'runs/program-repair/codebert/bnc-fixed-0.01-bugs2fix_small-from-twin',
  )
})

test('a twin that the victims start from keeps its own steps', () => {
  expect(at('--steps', '50').twin).toBe('runs/program-repair/codebert/twin-embedded-mini-seed-1-steps-50')
  expect(at('--steps', '50', '--init', 'twin').twin).toBe('runs/program-repair/codebert/twin-embedded-mini-seed-1')
})
