import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silent } from '../progress.js'
import type { Codes, OpenModel } from '../victims/model.js'
import { keptRepresentations } from './keptRepresentations.js'
import type { Run } from './run.js'

let now = 0
let asked: Codes[] = []
// values that have no short digits, one of each sign, and what is no number
const vectorOf = ([code = '']: Codes): Float32Array => Float32Array.of(Math.PI * code.length, -1 / 3, 1e-40, NaN)
const opened = {
  get: () =>
    Promise.resolve({
      representations: (records: readonly Codes[]) => {
        asked.push(...records)
        now += 7000
        return Promise.resolve(records.map(vectorOf))
      },
    } as unknown as OpenModel),
}

function kept(folder: string, options: { maximumLength?: number } = {}) {
  const run = {
    folders: { attack: folder },
    profile: { maximumLength: 60, ...options },
    options: { device: 'cpu' },
    context: { progress: silent, now: () => now, signal: new AbortController().signal },
  }
  return keptRepresentations(run as unknown as Run<unknown>, opened)
}

function victim(weights: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'))
  mkdirSync(join(folder, 'model'))
  writeFileSync(join(folder, 'model', 'model.safetensors'), weights)
  return folder
}

const records = [['a'], ['bb'], ['a', 'b']]

beforeEach(() => {
  now = 0
  asked = []
})

test('the second defence finds what the first one asked for, to the last bit, and is charged for it', async () => {
  const folder = victim('one')
  const first = await kept(folder)
  expect(await first.representations(records)).toEqual(records.map(vectorOf))
  expect(first.saved()).toBe(0)
  const second = await kept(folder)
  expect(await second.representations(records)).toEqual(records.map(vectorOf))
  expect(second.saved()).toBe(7)
  expect(asked).toEqual(records)
})

test('another victim, another length and other records are asked for', async () => {
  const folder = victim('one')
  await (await kept(folder)).representations(records)
  writeFileSync(join(folder, 'model', 'model.safetensors'), 'two')
  await (await kept(folder)).representations(records)
  await (await kept(folder, { maximumLength: 90 })).representations(records)
  await (await kept(folder)).representations([['c']])
  expect(asked).toEqual([...records, ...records, ...records, ['c']])
})
