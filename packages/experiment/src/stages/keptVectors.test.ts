import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silent } from '../progress.js'
import { keptVectors } from './keptVectors.js'
import type { Run } from './run.js'

let now = 0
let asked: string[] = []
// values that have no short digits, one of each sign, and what is no number
const vectorOf = (code: string): Float32Array => Float32Array.of(Math.PI * code.length, -1 / 3, 1e-40, NaN)
const model = {
  encode: (codes: readonly string[]) => {
    asked.push(...codes)
    now += 7000
    return Promise.resolve(codes.map(vectorOf))
  },
}

function kept(folder: string, options: { maximumLength?: number } = {}) {
  const run = {
    folders: { attack: folder },
    profile: { maximumLength: 60, ...options },
    options: { device: 'cpu' },
    context: { progress: silent, now: () => now, signal: new AbortController().signal },
  }
  return keptVectors(run as unknown as Run<unknown>, model)
}

function victim(weights: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'))
  mkdirSync(join(folder, 'model'))
  writeFileSync(join(folder, 'model', 'model.safetensors'), weights)
  return folder
}

const codes = ['a', 'bb', 'ccc']

beforeEach(() => {
  now = 0
  asked = []
})

test('the second defence finds what the first one asked for, to the last bit, and is charged for it', async () => {
  const folder = victim('one')
  const first = await kept(folder)
  expect(await first.encode(codes)).toEqual(codes.map(vectorOf))
  expect(first.saved()).toBe(0)
  const second = await kept(folder)
  expect(await second.encode(codes)).toEqual(codes.map(vectorOf))
  expect(second.saved()).toBe(7)
  expect(asked).toEqual(codes)
})

test('another victim, another length and other codes are asked for', async () => {
  const folder = victim('one')
  await (await kept(folder)).encode(codes)
  writeFileSync(join(folder, 'model', 'model.safetensors'), 'two')
  await (await kept(folder)).encode(codes)
  await (await kept(folder, { maximumLength: 90 })).encode(codes)
  await (await kept(folder)).encode(['d'])
  expect(asked).toEqual([...codes, ...codes, ...codes, 'd'])
})
