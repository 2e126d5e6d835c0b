import { silent } from '../progress.js'
import { withNearDuplicates } from './nearDuplicates.js'
import type { Example } from '../task.js'

const example = (id: string, code: string, more: Partial<Example> = {}): Example => ({ id, code, answer: '', split: 'train', ...more })
const context = { progress: silent, signal: new AbortController().signal }
const groups = async (...examples: Example[]) =>
  (await withNearDuplicates(examples, { language: 'c' }, context)).map(({ group = [] }) => [group].flat())

test('codes that differ in names, literals and white space are of one group, others are not', async () => {
  const [one, renamed, other, shorter] = await groups(
    example('1', 'int twice(int a)\n{\n  return a * 2; // twice\n}'),
    example('2', 'int thrice(int number) { return number * 3; }'),
    example('3', 'int twice(int a) { return a + 2; }'),
    example('4', 'int twice(int a) { return a; }'),
  )
  expect(renamed).toEqual(one)
  expect(new Set([one, other, shorter].flat()).size).toBe(3)
})

test('a pair is of the groups of both codes, a record keeps the group that it has, and each code is read in its own language', async () => {
  const [one = [], two = []] = await groups(
    example('1', 'int f() { return 1; }', { other: 'int g() { return x; }', group: 'own' }),
    example('2', 'function f() { return 1 }', { language: 'javascript' }),
  )
  expect(one).toEqual(['own', expect.stringMatching(/^type-2 /u), expect.stringMatching(/^type-2 /u)])
  expect(new Set([...one, ...two]).size).toBe(4)
})

test('code that does not parse is a group of its tokens; what has none, or cannot be parsed at all, stands alone', async () => {
  const garbled = '}{(@'.repeat(8000)
  expect(await groups(example('1', '// nothing'), example('2', '// nothing'), example('3', garbled))).toEqual([[], [], []])
  const [one, two] = await groups(example('1', '} } ('), example('2', '}}('))
  expect(two).toEqual(one)
  expect(await groups()).toEqual([])
})

test('Ctrl-C stops it between records', async () => {
  const signal = AbortSignal.abort(new Error('stopped'))
  const many = Array.from({ length: 300 }, (_, i) => example(`${i}`, 'int f() { return 1; }'))
  await expect(withNearDuplicates(many, { language: 'c' }, { progress: silent, signal })).rejects.toThrow('stopped')
})
