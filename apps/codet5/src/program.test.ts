import { readFileSync } from 'node:fs'
import { codet5 } from './program.js'

test('task.json names commands that the program has', () => {
  const { stages } = JSON.parse(readFileSync(new URL('../task.json', import.meta.url), 'utf8')) as { stages: string[] }
  expect(Object.keys(codet5.commands)).toEqual(expect.arrayContaining(stages))
})
