import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inParts } from './parts.js'
import { silent } from '../progress.js'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'parts-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const context = { progress: silent, now: () => 0, signal: new AbortController().signal }
const work = (done: number[][]) => (items: readonly number[]) => {
  done.push([...items])
  return Promise.resolve(items.map((item) => item * item))
}

test('each part is done once, and parts of another key or other items are not mistaken for it', async () => {
  const done: number[][] = []
  const parts = { folder, key: 'a', items: [1, 2, 3, 4, 5], size: 2, title: 'squares', work: work(done) }
  expect((await inParts(parts, context)).out).toEqual([1, 4, 9, 16, 25])
  expect((await inParts(parts, context)).out).toEqual([1, 4, 9, 16, 25])
  expect(done).toEqual([[1, 2], [3, 4], [5]])
  await inParts({ ...parts, key: 'b' }, context)
  await inParts({ ...parts, items: [1, 2, 7] }, context)
  expect(done.slice(3)).toEqual([[1, 2], [3, 4], [5], [7]])
})

test.each([
  ['half a file', (text: string) => text.slice(0, 8)],
  ['of another length', (text: string) => text.replace('[1,4]', '[1]')],
  ['without its seconds', (text: string) => text.replace('"seconds"', '"hours"')],
])('a part that is %s is done again', async (_, damage) => {
  const done: number[][] = []
  const parts = { folder, key: 'a', items: [1, 2], size: 2, title: 'squares', work: work(done) }
  await inParts(parts, context)
  const [home = ''] = readdirSync(folder)
  const [name = ''] = readdirSync(join(folder, home))
  const whole = readFileSync(join(folder, home, name), 'utf8')
  expect(damage(whole)).not.toBe(whole)
  writeFileSync(join(folder, home, name), damage(whole))
  expect((await inParts(parts, context)).out).toEqual([1, 4])
  expect(done).toHaveLength(2)
})

test('work that loses an item is an error', async () => {
  await expect(
    inParts({ folder, key: 'a', items: [1, 2], size: 2, title: 'x', work: () => Promise.resolve([1]) }, context),
  ).rejects.toThrow('1 outcomes for 2 items')
})
