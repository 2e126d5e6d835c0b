import { random } from '@codepurify/metrics'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fuzz } from '../../benchmarks/fuzzFile.js'
import { CheckpointError } from './checkpointError.js'
import { readPytorch } from './readPytorch.js'
import { readSafetensors } from './readSafetensors.js'
import { writeSafetensors } from './writeSafetensors.js'

test('mutated files are read or refused, never anything else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'))
  const safetensors = join(folder, 'sound.safetensors')
  await writeSafetensors(safetensors, new Map([['a', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }]]))
  const fixture = (name: string): string => fileURLToPath(new URL(`../../../../test-fixtures/pytorch/${name}`, import.meta.url))
  const files = [
    { path: safetensors, read: readSafetensors },
    { path: fixture('kinds.bin'), read: readPytorch },
    { path: fixture('views.pt'), read: readPytorch },
  ]
  const { faults, read, refused, slowestMilliseconds, grownBytes } = await fuzz({
    files: await Promise.all(files.map(async (file) => ({ ...file, bytes: new Uint8Array(await readFile(file.path)) }))),
    scratch: join(folder, 'mutated'),
    mutations: 600,
    random: random(2),
    isRefusal: (error) => error instanceof CheckpointError,
  })
  await rm(folder, { recursive: true })
  expect(faults).toEqual([])
  expect(read + refused).toBe(600)
  expect(refused).toBeGreaterThan(300)
  expect(slowestMilliseconds).toBeLessThan(1000)
  expect(grownBytes).toBeLessThan(2 ** 30)
})
