/** @file The growing list of nodes behind a graph: inputs, constants, operators, and dimensions that are only known when the session runs. */
import { addDims, canonicalDim, dimTerms, subtractDims } from './dimension.js'
import type { Attributes, Facts, GraphNode, Operator } from './operators.js'
import { inferOutputs } from './shapeRules.js'
import { type DType, type Dim, type Value, formatShape } from './value.js'

/** Data of a constant. */
export type ConstantData = Float32Array | Int32Array | BigInt64Array | Uint8Array

/** A block of nodes whose gradient is given by hand instead of by the rules of its operators. */
export interface CustomRegion {
  readonly inputs: readonly Value[]
  readonly output: Value
  readonly vjp: (dy: Value) => readonly (Value | null)[]
  readonly first: number
  readonly end: number
}

const valueNames = /^[^\s/]+$/

function constantType(data: ConstantData): DType {
  if (data instanceof Float32Array) return 'float32'
  if (data instanceof Int32Array) return 'int32'
  return data instanceof Uint8Array ? 'bool' : 'int64'
}

/** Nodes in creation order, which is a topological order. */
export class Builder {
  readonly inputs: Value[] = []
  readonly parameters: Value[] = []
  readonly constants = new Map<Value, ConstantData>()
  readonly nodes: GraphNode[] = []
  readonly regions: CustomRegion[] = []
  readonly #names = new Map<string, Value>()
  readonly #counts = new Map<string, number>()
  readonly #cache = new Map<string, Value>()
  readonly #symbols = new Map<Dim, { value: Value; axis: number }>()

  /** A tensor that is fed at every run; its symbols (`'B'`) are bound by what is fed. */
  input(name: string, dtype: DType, shape: readonly Dim[]): Value {
    const value = this.#named(name, dtype, shape.map(canonicalDim))
    this.inputs.push(value)
    value.shape.forEach((dim, axis) => {
      if (typeof dim === 'string' && !this.#symbols.has(dim)) this.#symbols.set(dim, { value, axis })
    })
    return value
  }

  /** A float32 weight: an input of the model, or an initializer when `toModel` is given its data. */
  parameter(name: string, shape: readonly number[]): Value {
    const value = this.#named(name, 'float32', shape)
    this.parameters.push(value)
    return value
  }

  /** A tensor that is part of the model; equal small constants are made once. */
  constant(data: number | ConstantData, shape?: readonly number[]): Value {
    const array = typeof data === 'number' ? Float32Array.of(data) : data
    const dims = shape ?? (typeof data === 'number' ? [] : [array.length])
    const count = dims.reduce((product, dim) => product * dim, 1)
    if (count !== array.length) throw new RangeError(`constant: shape ${formatShape(dims)} holds ${count} elements, got ${array.length}`)
    const dtype = constantType(array)
    const make = (): Value => {
      const value = this.#named(this.#fresh('constant'), dtype, dims)
      this.constants.set(value, array)
      return value
    }
    return array.length > 16 ? make() : this.cached(`${dtype}${formatShape(dims)}=${array.join()}`, make)
  }

  /** Applies an operator: infers its outputs' shapes, or throws the error that says why the inputs do not fit. */
  apply<O extends Operator>(operator: O, inputs: readonly Value[], attributes: Attributes<O>, facts: Facts<O>): readonly Value[] {
    for (const value of inputs) {
      if (this.#names.get(value.name) !== value)
        throw new RangeError(`${operator}: ${value.name} is not a value of this graph; a value can only be used in the graph that made it`)
    }
    const types = inferOutputs<O>({ operator, inputs, attributes, facts })
    const outputs = types.map(({ dtype, shape }) => this.#named(this.#fresh(operator), dtype, shape))
    this.nodes.push({ operator, inputs, outputs, attributes, facts })
    return outputs
  }

  /** Applies an operator and gives its first output. */
  first<O extends Operator>(operator: O, inputs: readonly Value[], attributes: Attributes<O>, facts: Facts<O>): Value {
    const [output] = this.apply(operator, inputs, attributes, facts)
    if (output === undefined) throw new Error(`${operator} has no output`)
    return output
  }

  /** The value made earlier under this key, or else the one made now. */
  cached(key: string, make: () => Value): Value {
    const value = this.#cache.get(key) ?? make()
    this.#cache.set(key, value)
    return value
  }

  /** An int64 vector of dimensions: a constant where all are numbers, else computed when the session runs from the shapes of the inputs. */
  dimensions(dims: readonly Dim[]): Value {
    const canonical = dims.map(canonicalDim)
    const numbers = canonical.filter((dim) => typeof dim === 'number')
    if (numbers.length === dims.length) return this.constant(BigInt64Array.from(numbers, BigInt))
    return this.cached(`dimensions ${formatShape(canonical)}`, () => {
      const parts = canonical.map((dim) => this.#dimension(dim))
      const [only] = parts
      return parts.length === 1 && only !== undefined ? only : this.first('Concat', parts, { axis: 0 }, {})
    })
  }

  #dimension(dim: Dim): Value {
    if (typeof dim === 'number') return this.constant(BigInt64Array.of(BigInt(dim)))
    return this.cached(`dimension ${dim}`, () => {
      const source = this.#symbols.get(dim)
      if (source) return this.first('Shape', [source.value], { start: source.axis, end: source.axis + 1 }, {})
      const [firstTerm, ...others] = dimTerms(dim).map(({ coefficient, symbols }) => {
        const factors = symbols.map((symbol) => {
          if (symbol === dim)
            throw new RangeError(
              `dimension ${dim} is not the length of any axis of any input (known: ${[...this.#symbols.keys()].join(', ')}), so it cannot be known when the session runs`,
            )
          return this.#dimension(symbol)
        })
        if (coefficient !== 1 || factors.length === 0) factors.push(this.#dimension(coefficient))
        return factors.reduce((product, factor) => this.first('Mul', [product, factor], {}, {}))
      })
      if (firstTerm === undefined) throw new RangeError(`dimension ${dim} has no terms`)
      return others.reduce((sum, term) => this.first('Add', [sum, term], {}, {}), firstTerm)
    })
  }

  #fresh(stem: string): string {
    const count = this.#counts.get(stem) ?? 0
    this.#counts.set(stem, count + 1)
    return `${stem}/${count}`
  }

  #named(name: string, dtype: DType, shape: readonly Dim[]): Value {
    if (!name.includes('/') && !valueNames.test(name))
      throw new RangeError(`value name is ${JSON.stringify(name)}, expected text without spaces or slashes`)
    if (this.#names.has(name))
      throw new RangeError(`the graph already has a value named "${name}"; give every input and parameter its own name`)
    const value = Object.freeze({ name, dtype, shape: Object.freeze([...shape]) })
    this.#names.set(name, value)
    return value
  }
}

/** Length of `[start, end)` along an axis of length `length`; negative numbers count from the end, undefined means to the end. */
export function sliceBounds(length: Dim, start: Dim, end: Dim | undefined): { start: Dim; size: Dim } {
  const resolve = (position: Dim): Dim =>
    typeof position === 'number' && position < 0 ? addDims(length, position) : canonicalDim(position)
  const from = resolve(start)
  const to = end === undefined || end === Infinity ? length : resolve(end)
  return { start: from, size: subtractDims(to, from) }
}
