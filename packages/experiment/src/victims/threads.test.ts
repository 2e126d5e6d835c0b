import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { codebertClassifier } from './codebertClassifier.js'

const weights = resolve(import.meta.dirname, '../../../../apps/codebert/weights/codebert-mini')
const functionOf = (i: number) =>
  `int f${i}(int *a, int n) {\n${Array.from({ length: 12 }, (_, k) => `    if (a[${k}] > n * ${i + k}) { a[${k}] = n - ${k}; }\n`).join('')}    return n;\n}`
const pairs = Array.from({ length: 12 }, (_, i) => ({ code: functionOf(i), answer: String(i % 2) }))

let root: string
const before = process.env['CODEPURIFY_THREADS']
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'threads-'))))
afterAll(() => {
  if (before === undefined) delete process.env['CODEPURIFY_THREADS']
  else process.env['CODEPURIFY_THREADS'] = before
  rmSync(root, { recursive: true, force: true })
})

// matrices of the shipped model, which threads share; those of a toy are too small for that
test('a victim is trained to the same bytes on one thread and on two', async () => {
  const trained = async (threads: string): Promise<Buffer> => {
    process.env['CODEPURIFY_THREADS'] = threads
    const to = join(root, threads)
    await codebertClassifier('roberta-defect').fit({
      from: weights,
      to,
      checkpoints: join(root, `${threads}-checkpoints`),
      pairs,
      training: { steps: 3, batch: { tokenBudget: 2048 }, learningRate: 1e-3, warmupShare: 0, schedule: 'linear', dropout: 0.1, weightDecay: 0.01, clipNorm: 1, checkpointEvery: 50 }, // prettier-ignore
      maximumLength: 256,
      device: 'cpu',
      seed: 1,
      step: { update: () => undefined, end: () => undefined },
      signal: new AbortController().signal,
    })
    return readFileSync(join(to, 'model.safetensors'))
  }
  const [one, two] = [await trained('1'), await trained('2')]
  expect(one.length).toBeGreaterThan(1e6)
  expect(one.equals(two)).toBe(true)
  expect(one.equals(readFileSync(join(weights, 'model.safetensors')))).toBe(false)
}, 60_000)
