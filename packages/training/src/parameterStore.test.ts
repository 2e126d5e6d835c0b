import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Weights } from '@codepurify/graph'
import { classifierFeeds, classifierLoss, readClassifier, readSafetensors } from '@codepurify/models'
import { GradientSession } from './gradientSession.js'
import { ParameterStore } from './parameterStore.js'
import { learningRate } from './schedule.js'
import { sparedByDecay } from './trainOptions.js'
import type { TrainOptions } from './trainOptions.js'

const golden = (folder: string): string => join(__dirname, '../../../test-fixtures/golden', folder)
const optimizer = { learningRate: 1e-3, betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.01 } as const

interface Step {
  readonly batch: number
  readonly loss: number
  readonly lr: number
  readonly grad_norm_before_clip: number
}
interface Expected {
  readonly grad_total_norm: number
  readonly no_decay_parameters: readonly string[]
  readonly noise_gradient_parameters: readonly string[]
  readonly training: Readonly<Record<string, { readonly steps: readonly Step[] }>>
}

const expectedOf = (folder: string): Expected => JSON.parse(readFileSync(join(golden(folder), 'expected.json'), 'utf8')) as Expected

async function read(folder: string, file: string): Promise<Weights> {
  const { tensors } = await readSafetensors(join(golden(folder), `${file}.safetensors`))
  return new Map(
    [...tensors].flatMap(([name, { shape, data }]) => (data instanceof Float32Array ? [[name, { shape, data }] as const] : [])),
  )
}

/** The greatest distance between two sets of weights, the ones whose true gradient is zero aside. */
function distance(actual: Weights, expected: Weights, noise: readonly string[]): number {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort())
  let worst = 0
  for (const [name, { data }] of expected) {
    const allowance = noise.includes(name) ? 50 : 1
    data.forEach((x, i) => (worst = Math.max(worst, Math.abs(x - (actual.get(name)?.data[i] ?? NaN)) / allowance)))
  }
  return worst
}

/** CodeXGLUE's defect model and its three batches. */
async function classifier(folder: string): Promise<Pick<TrainOptions, 'build' | 'batch'>> {
  const { kind, config } = readClassifier(
    JSON.parse(readFileSync(join(golden(folder), 'config.json'), 'utf8')),
    await read(folder, 'model'),
  )
  if (kind !== 'roberta-defect') throw new Error(`${folder} holds a ${kind} model`)
  const { tensors } = await readSafetensors(join(golden(folder), 'tensors.safetensors'))
  const whole = (name: string): number[] => Array.from(tensors.get(name)?.data ?? [], Number)
  const [ids, labels] = [whole('input_ids'), whole('labels')]
  const examples = labels.map((label, i) => ({ ids: ids.slice(i * 48, (i + 1) * 48), label }))
  return {
    build: (graph) => classifierLoss(graph, kind, config),
    batch: (step) => classifierFeeds(kind, examples.slice((step % 3) * 4, ((step % 3) + 1) * 4), config),
  }
}

describe.each(['wasm', 'plain'] as const)('with the %s kernel', (kernel) => {
  test("one step from PyTorch's gradients is transformers.AdamW's", async () => {
    const folder = 'roberta_cls_1'
    const expected = expectedOf(folder)
    const store = ParameterStore.from(await read(folder, 'model'), { noDecay: sparedByDecay, kernel })
    store.fill('gradients', await read(folder, 'grads'))
    const { gradientNorm } = store.adamW(optimizer)
    expect(gradientNorm / expected.grad_total_norm).toBeCloseTo(1, 6)
    expect(distance(store.weights(), await read(folder, 'adamw_plain_step1'), expected.noise_gradient_parameters)).toBeLessThan(2e-7)
  })
})

test('biases and the scales of layer normalisation are spared from decay, as the golden training has it', () => {
  const expected = expectedOf('roberta_cls_1')
  const store = ParameterStore.from(new Map(), {})
  expect(store.names).toEqual([])
  expect(expected.no_decay_parameters.every(sparedByDecay)).toBe(true)
  expect(sparedByDecay('roberta.embeddings.word_embeddings.weight')).toBe(false)
})

test.each([
  { folder: 'roberta_cls_1', training: 'plain', file: 'adamw_plain_step10', options: {}, schedule: { schedule: 'constant', steps: 10 } },
  { folder: 'roberta_cls_2', training: 'plain', file: 'adamw_plain_step10', options: {}, schedule: { schedule: 'constant', steps: 10 } },
  {
    folder: 'roberta_cls_1',
    training: 'codexglue',
    file: 'adamw_codexglue_step10',
    options: { clipNorm: 1 },
    schedule: { schedule: 'linear', steps: 20, warmupSteps: 2 },
  },
] as const)('one step and ten of $folder, $training, end where PyTorch ends', async ({ folder, training, file, options, schedule }) => {
  const { build, batch } = await classifier(folder)
  const expected = expectedOf(folder)
  const store = ParameterStore.from(await read(folder, 'model'), { noDecay: sparedByDecay })
  const session = await GradientSession.open(store, 0, { build, seed: 0 })
  const actual: Step[] = []
  const names = expected.noise_gradient_parameters
  for (let step = 0; step < 10; step++) {
    const loss = await session.run(await batch(step))
    const lr = learningRate(step, { ...schedule, learningRate: 1e-3 })
    const { gradientNorm } = store.adamW({ ...optimizer, ...options, learningRate: lr })
    actual.push({ batch: step % 3, loss, lr, grad_norm_before_clip: gradientNorm })
    if (step === 0 && training === 'plain')
      expect(distance(store.weights(), await read(folder, 'adamw_plain_step1'), names)).toBeLessThan(2e-5)
  }
  await session.release()
  const steps = expected.training[training]?.steps.slice(0, 10) ?? []
  expect(steps).toHaveLength(10)
  expect(actual).toEqual(
    steps.map((step) => ({
      batch: step.batch,
      loss: expect.closeTo(step.loss, 5) as number,
      lr: expect.closeTo(step.lr, 10) as number,
      grad_norm_before_clip: expect.closeTo(step.grad_norm_before_clip, 3) as number,
    })),
  )
  expect(distance(store.weights(), await read(folder, file), names)).toBeLessThan(2e-5)
})

describe('a store', () => {
  const weights: Weights = new Map([
    ['a.bias', { shape: [3], data: Float32Array.of(1, 2, 3) }],
    ['a.weight', { shape: [2, 2], data: Float32Array.of(4, 5, 6, 7) }],
  ])

  test('hands out views of one buffer, each at a multiple of 64 bytes', () => {
    const store = ParameterStore.from(weights, { noDecay: sparedByDecay })
    const tensors = [...Object.values(store.feeds()), ...Object.values(store.gradientFetches())]
    const data = tensors.map((tensor) => tensor.data as Float32Array)
    expect(new Set(data.map(({ buffer }) => buffer)).size).toBe(1)
    expect(data.map(({ byteOffset }) => byteOffset)).toEqual([0, 64, 128, 192])
    expect(Object.keys(store.gradientFetches())).toEqual(['gradient:a.weight', 'gradient:a.bias'])
    expect(store.feeds()['a.weight']?.dims).toEqual([2, 2])
  })

  test('decays only what is not spared, and leaves the given weights alone', () => {
    const store = ParameterStore.from(weights, { noDecay: sparedByDecay })
    store.adamW({ learningRate: 0.1, weightDecay: 0.5 })
    expect(store.weights().get('a.bias')?.data).toEqual(Float32Array.of(1, 2, 3))
    expect(store.weights().get('a.weight')?.data).toEqual(Float32Array.of(4, 5, 6, 7).map((x) => x * 0.95))
    expect(weights.get('a.weight')?.data[0]).toBe(4)
  })

  test('refuses gradients that are not finite, and changes nothing', () => {
    const store = ParameterStore.from(weights)
    store.part('gradients').get('a.bias')?.data.set([NaN])
    expect(() => store.adamW({ learningRate: 0.1 })).toThrow('the gradient norm is NaN, expected a finite number')
    expect(store.weights()).toEqual(weights)
    expect(store.updates).toBe(0)
  })

  test('refuses weights of another shape or name', () => {
    const store = ParameterStore.from(weights)
    const other = new Map([...weights, ['a.bias', { shape: [2], data: Float32Array.of(1, 2) }] as const])
    expect(() => store.fill('parameters', other)).toThrow("parameters of a.bias have shape [2], expected [3]: are they another model's?")
    expect(() => ParameterStore.from(weights, { order: ['b'] })).toThrow('no weight is called "b". Known: a.bias, a.weight')
  })
})
