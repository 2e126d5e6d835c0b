import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { figure, figuresText } from './figures.js'

test('the file says command and machine, and has a line for each row', () => {
  const before = process.argv
  process.argv = [
    '/somewhere/node',
    join(process.cwd(), 'packages/toy/dist/benchmarks/step.js'),
    '--rounds',
    '1',
    '--data',
    join(process.cwd(), 'some.json'),
  ]
  const text = figuresText({ step: { columns: ['size', 'time [ms]'], rows: [['tiny', '1,234'], ['base', 5]] } }, { seconds: [1, 2] }) // prettier-ignore
  process.argv = before
  expect(text.split('\n')).toEqual(expect.arrayContaining(['        ["tiny", "1,234"],', '        ["base", 5]', '  "seconds": [1, 2]']))
  const made = JSON.parse(text) as { command: string; machine: object; tables: object }
  expect(made.command).toMatch(/^node .*packages\/toy\/dist\/benchmarks\/step\.js --rounds 1 --data some\.json$/u)
  expect(made.machine).toMatchObject({ cores: availableParallelism(), node: process.versions.node })
  expect(made.tables).toEqual({ step: { columns: ['size', 'time [ms]'], rows: [['tiny', '1,234'], ['base', 5]] } }) // prettier-ignore
})

test('numbers of tables have commas and as many places as asked', () => {
  expect([figure(1234567.6), figure(0.5, 2), figure(27.449, 1), figure(1e3, 1)]).toEqual(['1,234,568', '0.50', '27.4', '1,000.0'])
})
