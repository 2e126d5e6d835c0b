/** @file Checks gradients against central finite differences. */
import { Graph } from './graph.js'
import { createSession, float32, type Session, type Tensor, type Tensors } from './session.js'
import type { Value } from './value.js'

/** Other feeds that the graph needs, and the step of the difference (float32: about 1e-2). */
export interface GradientCheckOptions {
  readonly feeds?: Tensors
  readonly step?: number
}

/** Distinct numbers spread evenly over (−1, 1) in mixed order: no ties, and none nearer to 0 than 0.5/length. */
function spread(length: number, seed: number): Float32Array {
  const order = Array.from({ length }, (_, index) => index).sort(
    (a, b) => Math.sin(12.9898 * a + 78.233 * seed) - Math.sin(12.9898 * b + 78.233 * seed),
  )
  return Float32Array.from(order, (rank) => ((rank + 0.25) / length) * 2 - 1)
}

function numbers(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data
  throw new TypeError(`expected a float32 tensor, got ${tensor?.type}`)
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
}

async function differences(
  session: Session,
  feeds: Tensors,
  data: Float32Array,
  functional: Float32Array,
  step: number,
): Promise<Float64Array> {
  const at = async (index: number, value: number): Promise<number> => {
    data[index] = value
    return dot(numbers((await session.run(feeds))['output']), functional)
  }
  const result = new Float64Array(data.length)
  for (const [index, value] of data.entries()) {
    result[index] = ((await at(index, value + step)) - (await at(index, value - step))) / (2 * step)
    data[index] = value
  }
  return result
}

/**
 * The relative error of each parameter's gradient: greatest difference between symbolic and finite-difference gradient of a random linear
 * functional of the output, over the greatest gradient. `build` makes parameters and gives a float32 output of any shape. Below 2e-3 is right.
 */
export async function gradientErrors(
  build: (g: Graph) => Value,
  { feeds = {}, step = 1e-2 }: GradientCheckOptions = {},
): Promise<Record<string, number>> {
  const g = new Graph()
  const output = build(g)
  const functional = g.input('functional', 'float32', output.shape)
  const { parameters } = g.builder
  const gradients = g.grad(g.sum(g.mul(output, functional)), parameters)
  const data = new Map(
    parameters.map(({ name, shape }, index) => [
      name,
      float32(
        spread(
          shape.reduce<number>((product, dim) => product * Number(dim), 1),
          index + 1,
        ),
        shape.map(Number),
      ),
    ]),
  )
  const all = { ...feeds, ...Object.fromEntries(data) }
  const forward = await createSession(g.toModel({ output }), { threads: 1 })
  const backward = await createSession(g.toModel(Object.fromEntries(gradients.map((value, index) => [`gradient${index}`, value]))), {
    threads: 1,
  })
  const needed = (session: Session, tensors: Tensors): Tensors =>
    Object.fromEntries(Object.entries(tensors).filter(([name]) => session.inputNames.includes(name)))
  try {
    const shape = (await forward.run(needed(forward, all)))['output']?.dims ?? []
    const random = spread(
      shape.reduce((product, dim) => product * dim, 1),
      0,
    )
    const symbolic = await backward.run(needed(backward, { ...all, functional: float32(random, shape) }))
    const errors: Record<string, number> = {}
    for (const [index, { name }] of parameters.entries()) {
      const gradient = numbers(symbolic[`gradient${index}`])
      const expected = await differences(forward, needed(forward, all), numbers(data.get(name)), random, step)
      const scale = expected.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1e-6)
      errors[name] = expected.reduce((worst, value, at) => Math.max(worst, Math.abs(value - (gradient[at] ?? NaN))), 0) / scale
    }
    return errors
  } finally {
    await Promise.all([forward.release(), backward.release()])
  }
}
