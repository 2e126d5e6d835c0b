import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silent } from '../progress.js'
import { evalSchema } from '../results/resultSchema.js'
import { hashOf, readResult, runStage, type Stage } from './stage.js'
import type { EvalResult } from '../results/resultSchema.js'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'stage-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const context = { progress: silent, now: () => 0, signal: new AbortController().signal }
const clean = { value: 1, low: 1, high: 1 }

function stage(work: () => void, options: Record<string, unknown> = {}): Stage<EvalResult> {
  const output = join(folder, 'out.txt')
  return {
    name: 'eval',
    revision: 1,
    identity: { task: 't', model: 'm', attack: 'a', rate: 0.1, seed: 1, profile: 'mini' },
    file: join(folder, 'eval.json'),
    schema: evalSchema,
    options,
    inputs: { data: join(folder, 'in.txt') },
    outputs: { text: output },
    work: () => {
      work()
      writeFileSync(output, 'made')
      return Promise.resolve({ records: 1, clean })
    },
  }
}

test('it is run again when an input, an option or an output changed, and only then', async () => {
  let runs = 0
  const count = (): void => void (runs += 1)
  writeFileSync(join(folder, 'in.txt'), 'a')
  await runStage(stage(count), context)
  await runStage(stage(count), context)
  expect(runs).toBe(1)
  writeFileSync(join(folder, 'in.txt'), 'b')
  await runStage(stage(count), context)
  expect(runs).toBe(2)
  await runStage(stage(count, { limit: 3 }), context)
  expect(runs).toBe(3)
  writeFileSync(join(folder, 'out.txt'), 'tampered with')
  await runStage(stage(count, { limit: 3 }), context)
  expect(runs).toBe(4)
})

test('work that fails leaves the result of before, and what it has written over is made again', async () => {
  writeFileSync(join(folder, 'in.txt'), 'a')
  const before = await runStage(stage(() => undefined), context) // prettier-ignore
  const fail = (): void => {
    throw new Error('no memory')
  }
  await expect(runStage(stage(fail, { limit: 3 }), context)).rejects.toThrow('no memory')
  expect(await runStage(stage(fail), context)).toEqual(before)
  const failLater = (): void => {
    writeFileSync(join(folder, 'out.txt'), 'half')
    fail()
  }
  await expect(runStage(stage(failLater, { limit: 3 }), context)).rejects.toThrow('no memory')
  expect(await readResult(join(folder, 'eval.json'), evalSchema)).toEqual(before)
  await expect(runStage(stage(fail), context)).rejects.toThrow('no memory')
})

test('two runs of one stage at once: the work is done once, and both get its result', async () => {
  let runs = 0
  writeFileSync(join(folder, 'in.txt'), 'a')
  const one = (): Promise<EvalResult> => runStage(stage(() => void (runs += 1)), context) // prettier-ignore
  const [first, second] = await Promise.all([one(), one()])
  expect(runs).toBe(1)
  expect(second).toEqual(first)
  expect(readdirSync(folder).sort()).toEqual(['eval.json', 'in.txt', 'out.txt'])
})

test('an input that changes while the stage is at work leaves no result', async () => {
  writeFileSync(join(folder, 'in.txt'), 'a')
  const change = (): void => writeFileSync(join(folder, 'in.txt'), 'b')
  await expect(runStage(stage(change), context)).rejects.toThrow('data changed while the stage was at work')
  expect(existsSync(join(folder, 'eval.json'))).toBe(false)
  await runStage(stage(() => undefined), context) // prettier-ignore
})

test('the result says what it was made from', async () => {
  writeFileSync(join(folder, 'in.txt'), 'abc')
  const result = await runStage(stage(() => undefined), context) // prettier-ignore
  // SHA-256 of "abc": FIPS 180-2, appendix B.1
  expect(result.inputs).toEqual({ data: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' })
  expect(result.versions['node']).toBe(process.versions.node)
  expect(await readResult(join(folder, 'eval.json'), evalSchema)).toEqual(result)
})

test('a result that does not fit its schema is an error that names the file and the field', async () => {
  const file = join(folder, 'eval.json')
  writeFileSync(file, '{"task": 3}')
  await expect(readResult(file, evalSchema)).rejects.toThrow(`${file}: "task"`)
  writeFileSync(file, '{"ta')
  await expect(readResult(file, evalSchema)).rejects.toThrow('is not JSON')
  await expect(readResult(join(folder, 'none.json'), evalSchema)).rejects.toThrow('no such result')
})

test("a folder's hash changes with a file's name and content", async () => {
  const first = await hashOf(folder)
  writeFileSync(join(folder, 'x'), '1')
  const second = await hashOf(folder)
  writeFileSync(join(folder, 'x'), '2')
  expect(new Set([first, second, await hashOf(folder)]).size).toBe(3)
})

test('a folder of links is named by what they lead to, as the cache of Hugging Face has them', async () => {
  const [home, links] = [mkdtempSync(join(tmpdir(), 'home-')), mkdtempSync(join(tmpdir(), 'links-'))]
  writeFileSync(join(home, 'weights'), 'one')
  symlinkSync(join(home, 'weights'), join(links, 'weights'))
  symlinkSync(home, join(links, 'folder'))
  const before = await hashOf(links)
  writeFileSync(join(home, 'weights'), 'two')
  expect(await hashOf(links)).not.toBe(before)
  for (const one of [home, links]) rmSync(one, { recursive: true })
})
