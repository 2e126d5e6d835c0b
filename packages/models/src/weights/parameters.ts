import type { Graph, Value } from '@codepurify/graph'
import type { WeightTable } from './weightTable.js'

/** The weights of a model as values of one graph, by state_dict name; each is created the first time that it is asked for. */
export class Parameters {
  readonly #graph: Graph
  readonly #table: WeightTable
  readonly #values = new Map<string, Value>()

  constructor(graph: Graph, table: WeightTable) {
    this.#graph = graph
    this.#table = table
  }

  /** The value of a weight, with the shape that the table gives; throws on a name that the model does not have. */
  get(name: string): Value {
    const known = this.#values.get(name)
    if (known) return known
    const spec = this.#table.get(name)
    if (!spec) throw new RangeError(`No weight "${name}" in this model of ${this.#table.size} weights. Is the prefix right?`)
    const value = this.#graph.parameter(name, [...spec.shape])
    this.#values.set(name, value)
    return value
  }

  /** Whether the model has a weight of this name. */
  has(name: string): boolean {
    return this.#table.has(name)
  }

  /** The weights asked for so far: those that the graph really uses. */
  used(): ReadonlyMap<string, Value> {
    return this.#values
  }
}
