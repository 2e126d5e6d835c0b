import { folders } from './folders.js'
import type { Cell } from '../options/cells.js'
import { parseOptions } from '../options/options.js'

/** The settings of a call, and what victims start from where it says so. */
function settingsOf(args: readonly string[]) {
  const { settings, init } = parseOptions(args)
  return { ...settings, ...(init !== undefined && { init }) }
}
const from = (cell: Partial<Cell>, ...args: string[]) =>
  folders('program-repair', {
    init: 'pretrained',
    ...settingsOf(args),
    model: 'codebert',
    attack: 'bnc-fixed',
    rate: 0.05,
    seed: 1,
    defence: 'codepurify',
    ...cell,
  })

const at = (...args: string[]) => from({}, ...args)

test('the default run is where the documentation says', () => {
  expect(at()).toEqual({
    model: 'runs/program-repair/codebert',
    data: 'runs/program-repair/codebert/data-embedded-mini-seed-1',
    twin: 'runs/program-repair/codebert/twin-embedded-mini-seed-1',
    attack: 'runs/program-repair/codebert/bnc-fixed-0.05',
  })
})

test('defence and limit stay in the same folder, another experiment has its own', () => {
  expect(from({ defence: 'onion' }, '--limit', '9').attack).toBe('runs/program-repair/codebert/bnc-fixed-0.05')
  expect(from({ rate: 0.01 }, '--data', 'bugs2fix_small', '--init', 'twin').attack).toBe(
    'runs/program-repair/codebert/bnc-fixed-0.01-bugs2fix_small-from-twin',
  )
  expect(from({ seed: 7, rate: 10 }).attack).toBe('runs/program-repair/codebert/bnc-fixed-10-seed-7')
})

test('other steps and other starting weights have folders of their own, by name and place', () => {
  expect(at('--steps', '50').attack).toBe('runs/program-repair/codebert/bnc-fixed-0.05-steps-50')
  const one = at('--checkpoint', '/a/code bert')
  expect(one.attack).toMatch(/bnc-fixed-0\.05-checkpoint-code_bert-[0-9a-f]{8}$/u)
  expect([one.data, one.twin].map((folder) => folder.split('checkpoint')[1])).toEqual(Array(2).fill(one.attack.split('checkpoint')[1]))
  expect(at('--checkpoint', '/b/code bert').attack).not.toBe(one.attack)
  expect(at('--masked-lm', '/a/mlm').attack).toMatch(/bnc-fixed-0\.05-masked-lm-mlm-[0-9a-f]{8}$/u)
  expect(at('--masked-lm', '/a/mlm').twin).toBe(at().twin)
})

test('a training whose gradients are clipped otherwise has a folder of its own', () => {
  expect(at('--clip-norm', '5').attack).toBe('runs/program-repair/codebert/bnc-fixed-0.05-clip-norm-5')
  expect(at('--clip-norm', 'none').attack).toBe('runs/program-repair/codebert/bnc-fixed-0.05-clip-norm-none')
})

test('a twin that the victims start from keeps its own training', () => {
  const training = ['--steps', '50', '--learning-rate', '5e-4', '--token-budget', '1024']
  expect(at(...training).twin).toBe(
    'runs/program-repair/codebert/twin-embedded-mini-seed-1-steps-50-learning-rate-0.0005-token-budget-1024',
  )
  const fromTwin = at(...training, '--init', 'twin')
  expect(fromTwin.twin).toBe('runs/program-repair/codebert/twin-embedded-mini-seed-1')
  expect(fromTwin.attack).toBe('runs/program-repair/codebert/bnc-fixed-0.05-from-twin-steps-50-learning-rate-0.0005-token-budget-1024')
})

test('the validation split has data and victims of its own, and the same twin', () => {
  const { data, twin, attack } = at('--split', 'validation')
  expect([data, attack]).toEqual([
    'runs/program-repair/codebert/data-embedded-mini-seed-1-validation',
    'runs/program-repair/codebert/bnc-fixed-0.05-validation',
  ])
  expect(twin).toBe(at().twin)
})
