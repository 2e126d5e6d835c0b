import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { float32, type Weights } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import { train } from './train.js'
import { TrainingStopped, type StepReport, type TrainOptions } from './trainOptions.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-'))
})
afterEach(() => rm(folder, { recursive: true }))

const weights: Weights = new Map([
  ['slope', { shape: [4, 1], data: Float32Array.of(0, 0, 0, 0) }],
  ['bias', { shape: [1], data: Float32Array.of(5) }],
  ['unused', { shape: [2], data: Float32Array.of(1, 2) }],
])
const truth = [1, -2, 3, 0.5]

/** Linear regression of noiseless data: its answer is known. */
const regression = (options: Partial<TrainOptions> = {}): TrainOptions => ({
  weights,
  build(graph) {
    const x = graph.input('x', 'float32', ['B', 4])
    const predicted = graph.gemm(x, graph.parameter('slope', [4, 1]), graph.parameter('bias', [1]))
    const error = graph.sub(predicted, graph.input('y', 'float32', ['B', 1]))
    return { loss: graph.mean(graph.mul(error, error)) }
  },
  batch(step) {
    const draw = random('x').fork(step)
    const rows = Array.from({ length: 16 }, () => truth.map(() => draw.normal()))
    const y = rows.map((row) => row.reduce((sum, x, i) => sum + x * (truth[i] ?? 0), 0))
    return { x: float32(rows.flat(), [16, 4]), y: float32(y, [16, 1]) }
  },
  steps: 300,
  learningRate: 0.1,
  seed: 1,
  folder,
  checkpointEvery: 100,
  ...options,
})

const dataOf = (w: Weights, name: string): number[] => [...(w.get(name)?.data ?? [])]

test('finds the answer of a regression, and leaves alone what the graph does not use', async () => {
  const reports: StepReport[] = []
  const result = await train(regression({ onStep: (report) => reports.push(report) }))
  expect(dataOf(result.weights, 'slope')).toEqual(truth.map((x) => expect.closeTo(x, 3) as number))
  expect(dataOf(result.weights, 'bias')).toEqual([expect.closeTo(0, 3)])
  expect(dataOf(result.weights, 'unused')).toEqual([1, 2])
  expect(reports).toHaveLength(300)
  expect(reports[0]).toEqual({
    step: 1,
    steps: 300,
    loss: expect.any(Number) as number,
    gradientNorm: expect.any(Number) as number,
    learningRate: 0.1,
    tokens: 80,
    seconds: expect.any(Number) as number,
  })
  expect(result.history.map(({ step }) => step)).toEqual([100, 200, 300])
  const mean = reports.slice(0, 100).reduce((sum, { loss }) => sum + loss, 0) / 100
  expect(result.history[0]?.loss).toBeCloseTo(mean, 10)
  expect(result.best).toBeUndefined()
})

test('keeps the weights of the best evaluation, not of the last', async () => {
  const scores = [1, 3, 2, 3]
  const seen: number[] = []
  const evaluate = (now: Weights): number => {
    seen.push(now.get('bias')?.data[0] ?? NaN)
    expect(dataOf(now, 'unused')).toEqual([1, 2])
    return scores[seen.length - 1] ?? 0
  }
  const options = regression({ steps: 40, evaluate, evaluateEvery: 10 })
  const { best, history } = await train(options)
  expect(best).toMatchObject({ step: 20, score: 3 })
  expect(dataOf(best?.weights ?? new Map(), 'bias')).toEqual([seen[1]])
  expect(history.map(({ step, score }) => [step, score])).toEqual([10, 20, 30, 40].map((step, i) => [step, scores[i]]))
  // a finished training is read, not repeated
  const again = await train({ ...options, onStep: () => expect(true).toBe(false) })
  expect(again.best).toEqual(best)
  expect(again.history).toEqual(history)
})

test('an aborted signal stops it between two steps; called again, it loses and changes nothing', async () => {
  const whole = await train(regression({ folder: join(folder, 'whole') }))
  const stop = new AbortController()
  const options = regression({ folder: join(folder, 'stopped') })
  const stopped = train({ ...options, signal: stop.signal, onStep: ({ step }) => step === 150 && stop.abort() })
  await expect(stopped).rejects.toThrow(TrainingStopped)
  await expect(stopped).rejects.toThrow('training stopped after step 150 of 300')
  const steps: number[] = []
  const resumed = await train({ ...options, onStep: ({ step }) => steps.push(step) })
  expect(steps[0]).toBe(151)
  expect(resumed.earlierSeconds).toBeGreaterThan(0)
  expect({ ...resumed, earlierSeconds: 0 }).toEqual(whole)
})

test('timers run between steps', async () => {
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  await train(regression()).finally(() => clearInterval(timer))
  expect(ticks).toBeGreaterThan(10)
})

test('refuses to go on from another training', async () => {
  await train(regression({ steps: 20 }))
  await expect(train(regression({ steps: 21 }))).rejects.toThrow(
    /holds a training whose steps is 20, expected 21: give this training a folder/,
  )
  await expect(train(regression({ steps: 20, learningRate: 1 }))).rejects.toThrow('holds a training whose optimizer is')
  await expect(train(regression({ steps: 20, identity: 'other data' }))).rejects.toThrow('identity is not stated, expected other data')
  const others = new Map([...weights, ['bias', { shape: [1], data: Float32Array.of(4) }] as const])
  await expect(train(regression({ steps: 20, weights: others }))).rejects.toThrow('holds a training whose weights is')
})

test('a constant schedule can be prolonged', async () => {
  const options = regression({ schedule: 'constant', checkpointEvery: 10 })
  const whole = await train({ ...options, folder: join(folder, 'whole'), steps: 40 })
  await train({ ...options, steps: 20 })
  expect((await train({ ...options, steps: 40 })).weights).toEqual(whole.weights)
  await expect(train({ ...options, steps: 30 })).rejects.toThrow('holds a training of 40 steps, expected at most 30')
})

test('a diverging training says at which step, and what was saved stays', async () => {
  const diverging = regression({ learningRate: 1e30, schedule: 'constant', checkpointEvery: 1 })
  await expect(train(diverging)).rejects.toThrow(/^step \d+: the gradient norm is (NaN|Infinity), expected a finite number/)
  expect(await readdir(folder)).toContain('checkpoint-00000001.safetensors')
})

test.each([{ steps: 0 }, { steps: 1.5 }, { checkpointEvery: -1 }, { evaluateEvery: 0 }, { learningRate: NaN }])(
  'refuses %j',
  async (wrong) => {
    await expect(train(regression(wrong))).rejects.toThrow(RangeError)
  },
)

/** Runs toyTraining.mjs; killed with -9 some milliseconds after it has reported `killAt`. Gives its last line. */
async function toyTraining(into: string, killAt?: { step: number; milliseconds: number }): Promise<string> {
  const file = (name: string): string => join(__dirname, '..', name)
  const options = ['--conditions=@codepurify/source', '--import', file('test/runTypescript.mjs'), file('test/toyTraining.mjs'), into]
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] })
  let last = ''
  for await (const line of createInterface(child.stdout)) {
    last = line
    if (killAt && line === `step ${killAt.step}`) setTimeout(() => child.kill('SIGKILL'), killAt.milliseconds)
  }
  return last
}

test('killed with -9 again and again, it ends with the same weights, bit for bit', async () => {
  const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')]
  const expected = await toyTraining(whole)
  expect(expected).toMatch(/^weights [0-9a-f]{64} best at \d+$/)
  // some of these hit a checkpoint that is being written, some the steps between two
  for (const killAt of [
    { step: 10, milliseconds: 0 },
    { step: 14, milliseconds: 1 },
    { step: 28, milliseconds: 3 },
  ]) {
    expect(await toyTraining(killed, killAt)).toMatch(/^step \d+$/)
  }
  expect(await toyTraining(killed)).toBe(expected)
  expect((await readdir(killed)).filter((name) => name.startsWith('checkpoint'))).toHaveLength(2)
}, 180_000)
