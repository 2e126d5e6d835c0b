import { Tensor, type Weights, type WeightTensor } from '@codepurify/graph'
import { updateRule, type AdamWOptions } from './adamW.js'
import type { Stretch } from './optimizerKernel.js'
import { plainMemory, wasmMemory, type OptimizerMemory } from './optimizerMemory.js'

/** Options of {@link ParameterStore.from}. */
export interface ParameterStoreOptions {
  /** Which parameters, in which order; all of the weights in their own order by default. */
  readonly order?: readonly string[]
  /** Which parameters are spared by weight decay; none by default. */
  readonly noDecay?: (name: string) => boolean
  /** Where the arithmetic runs; 'plain' TypeScript is the slow reference. */
  readonly kernel?: 'wasm' | 'plain'
}

/** The four values that training keeps for each parameter, each of the parameter's shape. */
export type Part = 'parameters' | 'gradients' | 'firstMoments' | 'secondMoments'

const parts = ['parameters', 'gradients', 'firstMoments', 'secondMoments'] as const satisfies readonly Part[]
// one cache line, and what the widest vector loads want
const alignment = 64

/** How the gradient of a parameter is called among a training session's outputs. */
export const gradientName = (parameter: string): string => `gradient:${parameter}`

/**
 * Parameters, gradients and both moments of AdamW, float32, in one buffer of WebAssembly memory.
 * Everything handed out is a view: a training session reads its parameters from the buffer and writes its gradients into it, without a copy.
 */
export class ParameterStore {
  readonly names: readonly string[]
  /** How many updates have been made; the bias correction depends on it. */
  updates = 0
  readonly #memory: OptimizerMemory
  readonly #views: Readonly<Record<Part, ReadonlyMap<string, WeightTensor>>>
  readonly #decayed: Stretch
  readonly #spared: Stretch

  private constructor(weights: Weights, { order = [...weights.keys()], noDecay = () => false, kernel = 'wasm' }: ParameterStoreOptions) {
    // the two groups lie side by side, so that each is one call of the kernel
    const decayed = order.filter((name) => !noDecay(name))
    const spared = order.filter((name) => noDecay(name))
    this.names = [...decayed, ...spared]
    const decayedBytes = bytesOf(weights, decayed)
    const partBytes = decayedBytes + bytesOf(weights, spared)
    this.#memory = kernel === 'wasm' ? wasmMemory(partBytes * parts.length) : plainMemory(partBytes * parts.length)
    const stretch = (from: number, bytes: number): Stretch => ({
      parameters: from,
      gradients: partBytes + from,
      firstMoments: 2 * partBytes + from,
      secondMoments: 3 * partBytes + from,
      bytes,
    })
    this.#decayed = stretch(0, decayedBytes)
    this.#spared = stretch(decayedBytes, partBytes - decayedBytes)
    const whole = stretch(0, partBytes)
    const view = (part: Part): Map<string, WeightTensor> => views(weights, this.names, this.#memory.buffer, whole[part])
    this.#views = {
      parameters: view('parameters'),
      gradients: view('gradients'),
      firstMoments: view('firstMoments'),
      secondMoments: view('secondMoments'),
    }
    this.fill('parameters', weights)
  }

  /** A store that starts from a copy of the weights, with moments of zero. Throws a RangeError when a name of `order` has no weight. */
  static from(weights: Weights, options: ParameterStoreOptions = {}): ParameterStore {
    return new ParameterStore(weights, options)
  }

  /** The parameters as a session's inputs: tensors over the store's own memory, so that an update shows in them. */
  feeds(): Record<string, Tensor> {
    return Object.fromEntries([...this.#views.parameters].map(([name, value]) => [name, tensorOf(value)]))
  }

  /** Where a session writes the gradients: tensors over the store's own memory, called {@link gradientName}. */
  gradientFetches(): Record<string, Tensor> {
    return Object.fromEntries([...this.#views.gradients].map(([name, value]) => [gradientName(name), tensorOf(value)]))
  }

  /** Views of one part, by parameter name. They change with every update: copy what is to be kept. */
  part(part: Part): Weights {
    return this.#views[part]
  }

  /** A copy of the parameters as they are now. */
  weights(): Weights {
    return new Map([...this.#views.parameters].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]))
  }

  /** Copies values into one part. Throws a RangeError when a value is missing or has another shape. */
  fill(part: Part, values: Weights): void {
    for (const [name, { shape, data }] of this.#views[part]) {
      const given = weightOf(values, name)
      if (given.data.length !== data.length || given.shape.join() !== shape.join()) {
        throw new RangeError(
          `${part} of ${name} have shape [${given.shape.join(', ')}], expected [${shape.join(', ')}]: are they another model's?`,
        )
      }
      data.set(given.data)
    }
  }

  /**
   * Clips the gradients by their common norm and makes one AdamW update. Returns the norm before clipping.
   * Throws a RangeError, and changes nothing, when the norm is not finite.
   */
  adamW(options: AdamWOptions): { readonly gradientNorm: number } {
    const { kernel } = this.#memory
    const bytes = this.#decayed.bytes + this.#spared.bytes
    const gradientNorm = Math.sqrt(kernel.sumOfSquares(this.#decayed.gradients, bytes))
    if (!Number.isFinite(gradientNorm)) {
      throw new RangeError(`the gradient norm is ${gradientNorm}, expected a finite number: lower the learning rate or clip the gradients`)
    }
    this.updates++
    kernel.update(this.#decayed, updateRule(this.updates, gradientNorm, options))
    kernel.update(this.#spared, updateRule(this.updates, gradientNorm, { ...options, weightDecay: 0 }))
    return { gradientNorm }
  }
}

function weightOf(weights: Weights, name: string): WeightTensor {
  const found = weights.get(name)
  if (!found) throw new RangeError(`no weight is called "${name}". Known: ${[...weights.keys()].join(', ')}`)
  return found
}

const padded = (bytes: number): number => Math.ceil(bytes / alignment) * alignment

const bytesOf = (weights: Weights, names: readonly string[]): number =>
  names.reduce((sum, name) => sum + padded(weightOf(weights, name).data.byteLength), 0)

function views(weights: Weights, names: readonly string[], buffer: ArrayBuffer, from: number): Map<string, WeightTensor> {
  let at = from
  return new Map(
    names.map((name) => {
      const { shape, data } = weightOf(weights, name)
      const view = new Float32Array(buffer, at, data.length)
      at += padded(data.byteLength)
      return [name, { shape, data: view }]
    }),
  )
}

const tensorOf = ({ shape, data }: WeightTensor): Tensor => new Tensor('float32', data, [...shape])
