/** @file Reads mutated checkpoints, 100,000 by default. Usage: node dist/benchmarks/fuzz.js [out.json] [mutations] [seed] */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { CheckpointError, readPytorch, readSafetensors, writeSafetensors } from '@codepurify/models'
import { figure, figuresText, random } from '@codepurify/metrics'
import { fuzz } from './fuzzFile.js'

const [, , out = 'fuzz.json', mutations = '100000', seed = '1'] = process.argv
const folder = await mkdtemp(join(tmpdir(), 'fuzz-'))
const fixtures = new URL('../../../../test-fixtures/pytorch/', import.meta.url)
const safetensors = join(folder, 'sound.safetensors')
await writeSafetensors(
  safetensors,
  new Map(['a.weight', 'b.bias', 'c'].map((name, i) => [name, { shape: [2, i + 1], data: new Float32Array(2 * i + 2).fill(i) }])),
)
const files = [
  { path: safetensors, read: readSafetensors },
  ...['kinds.bin', 'views.pt', 'training.pt'].map((name) => ({ path: new URL(name, fixtures).pathname, read: readPytorch })),
]
const found = await fuzz({
  files: await Promise.all(files.map(async (file) => ({ ...file, bytes: new Uint8Array(await readFile(file.path)) }))),
  scratch: join(folder, 'mutated'),
  mutations: Number(mutations),
  random: random(seed),
  isRefusal: (error) => error instanceof CheckpointError,
  onProgress: (done, { read, refused, faults }) => {
    if (done % 10000 === 0) console.log(`${done}: ${read} read, ${refused} refused, ${faults.length} faults`)
  },
})
await rm(folder, { recursive: true })
const { faults, read, refused, slowestMilliseconds, grownBytes } = found
console.log(faults.slice(0, 10).join('\n'))
console.log(
  `${mutations} mutations, seed ${seed}: ${read} read, ${refused} refused, ${faults.length} faults; slowest ${slowestMilliseconds.toFixed(0)} ms of processor time, grown by ${(grownBytes / 2 ** 20).toFixed(0)} MiB`,
)
const columns = ['mutated files', 'read', 'refused', 'other errors', 'slowest, ms of processor time', 'the process grew by, MiB']
const row = [
  ...[figure(Number(mutations)), figure(read), figure(refused), faults.length],
  ...[figure(slowestMilliseconds), figure(grownBytes / 2 ** 20)],
]
await writeFile(out, figuresText({ fuzz: { columns, rows: [row] } }))
if (faults.length > 0 || slowestMilliseconds > 1000 || grownBytes > 2 ** 30) process.exitCode = 1
