import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { random } from '@codepurify/metrics'
import wabt from 'wabt'
import { clippingFactor, updateRule } from './adamW.js'
import { adamWBytes } from './adamWBytes.js'
import { plainMemory, wasmMemory, type OptimizerMemory } from './optimizerMemory.js'

const kinds = { wasm: wasmMemory, plain: plainMemory }
const count = 64
const bytes = 4 * count
const stretch = { parameters: 0, gradients: bytes, firstMoments: 2 * bytes, secondMoments: 3 * bytes, bytes }

/** A memory whose parameters and gradients are random, with some of every size down to the subnormals. */
function filled(open: (size: number) => OptimizerMemory, seed = 1): { memory: OptimizerMemory; values: Float32Array } {
  const memory = open(4 * bytes)
  const values = new Float32Array(memory.buffer, 0, 4 * count)
  const draw = random(seed)
  for (let i = 0; i < 2 * count; i++) values[i] = draw.normal() * 10 ** -draw.integer(i < count ? 4 : 40)
  return { memory, values }
}

test('adamWBytes.ts is what adamW.wat compiles to', async () => {
  const source = readFileSync(join(__dirname, 'adamW.wat'), 'utf8')
  const { buffer } = (await wabt()).parseWat('adamW.wat', source, { simd: true }).toBinary({})
  expect(Buffer.from(buffer).toString('base64')).toBe(adamWBytes)
})

describe.each(Object.entries(kinds))('the %s kernel', (_, open) => {
  test('adds squares in float64', () => {
    const { memory, values } = filled(open)
    const expected = values.subarray(count, 2 * count).reduce((sum, x) => sum + x * x, 0)
    expect(memory.kernel.sumOfSquares(bytes, bytes)).toBeCloseTo(expected, 12)
    values.fill(1e-4)
    values[count] = 1
    // float32 would lose all of the small ones
    expect(memory.kernel.sumOfSquares(bytes, bytes) - 1).toBeCloseTo(63e-8, 12)
  })

  test.each([
    { decay: 'before' as const, formula: torchAdamW },
    { decay: 'after' as const, formula: transformersAdamW },
  ])('follows the published formula with decay $decay the update', ({ decay, formula }) => {
    const memory = open(4 * bytes)
    const values = new Float32Array(memory.buffer)
    values.set([1, -2])
    const gradients = [
      [0.1, -0.3],
      [0.2, 0],
      [-0.4, 0.5],
    ]
    gradients.forEach((gradient, i) => {
      values.set(gradient, count)
      memory.kernel.update(stretch, updateRule(i + 1, 0, { learningRate: 0.1, weightDecay: 0.1, decay }))
    })
    expect([values[0], values[1]]).toEqual([formula(1, [0.1, 0.2, -0.4]), formula(-2, [-0.3, 0, 0.5])].map((x) => expect.closeTo(x, 6)))
  })

  test('lets no moment fall into the subnormals', () => {
    const { memory, values } = filled(open)
    values.fill(0, count, 2 * count)
    values.fill(1e-30, 2 * count)
    for (let step = 1; step <= 400; step++) memory.kernel.update(stretch, updateRule(step, 0, { learningRate: 1e-3 }))
    expect([...values.subarray(2 * count, 3 * count)].every((m) => m === 0)).toBe(true)
  })
})

test('both kernels give the same bits', () => {
  const [wasm, plain] = [filled(wasmMemory), filled(plainMemory)]
  for (let step = 1; step <= 50; step++) {
    for (const { memory, values } of [wasm, plain]) {
      const draw = random(step)
      for (let i = count; i < 2 * count; i++) values[i] = draw.normal() * 10 ** -draw.integer(40)
      const norm = Math.sqrt(memory.kernel.sumOfSquares(bytes, bytes))
      const decay = step % 2 === 0 ? 'before' : 'after'
      memory.kernel.update(stretch, updateRule(step, norm, { learningRate: 1e-2, weightDecay: 0.01, clipNorm: 1, decay }))
    }
    const bits = ({ values }: typeof wasm): Int32Array => new Int32Array(values.buffer, 0, 4 * count)
    expect(bits(wasm)).toEqual(bits(plain))
  }
})

test('clipping keeps a norm under the limit and leaves smaller ones alone', () => {
  expect(clippingFactor(4, 1)).toBeCloseTo(0.25, 6)
  expect(clippingFactor(0.5, 1)).toBe(1)
  expect(clippingFactor(1e9)).toBe(1)
})

test('4 GiB is the most that fits', () => {
  expect(() => wasmMemory(2 ** 32)).toThrow('take 4.0 GiB, expected less than 4 GiB')
})

// torch/optim/adamw.py 1.13, _single_tensor_adamw, in float64
function torchAdamW(p: number, gradients: readonly number[]): number {
  let [m, v] = [0, 0]
  gradients.forEach((g, i) => {
    p *= 1 - 0.1 * 0.1
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g * g
    p -= ((0.1 / (1 - 0.9 ** (i + 1))) * m) / (Math.sqrt(v) / Math.sqrt(1 - 0.999 ** (i + 1)) + 1e-8)
  })
  return p
}

// transformers/optimization.py 4.25, AdamW.step, in float64
function transformersAdamW(p: number, gradients: readonly number[]): number {
  let [m, v] = [0, 0]
  gradients.forEach((g, i) => {
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g * g
    p -= ((0.1 * Math.sqrt(1 - 0.999 ** (i + 1))) / (1 - 0.9 ** (i + 1))) * (m / (Math.sqrt(v) + 1e-8))
    p -= 0.1 * 0.1 * p
  })
  return p
}
