/** @file Reverse-mode differentiation: walks the graph backwards, applies each operator's rule, and adds up what reaches each value. */
import { type GradientNode, gradientRule, isRowGradient, type RowGradient, type Contribution } from './gradientRules.js'
import type { Graph } from './graph.js'
import { multiplyDims } from './dimension.js'
import { shapeError } from './shapeRules.js'
import type { Value } from './value.js'

interface Step {
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  readonly apply: (dys: readonly (Value | undefined)[], needs: readonly boolean[]) => readonly Contribution[]
}

function scatterRows(g: Graph, dense: Value, { ids, rows }: RowGradient): Value {
  const [, ...rest] = dense.shape
  const count = multiplyDims(...ids.shape)
  const indices = g.reshape(ids, [count, ...rest.map(() => 1)])
  return g.scatterAdd(dense, rest.length === 0 ? indices : g.expand(indices, [count, ...rest]), g.reshape(rows, [count, ...rest]), 0)
}

/** Sum of everything that reached a value; rows are added in place onto the dense part, so that a tied table needs no zeros. */
function total(g: Graph, value: Value, contributions: readonly Exclude<Contribution, null>[]): Value {
  const dense = contributions.filter((part): part is Value => !isRowGradient(part))
  const start = dense.length > 0 ? dense.reduce((sum, part) => g.add(sum, part)) : g.full(value.shape, 0)
  return contributions.filter(isRowGradient).reduce((sum, part) => scatterRows(g, sum, part), start)
}

function backwardSteps(g: Graph): Step[] {
  const { nodes, regions } = g.builder
  const ends = new Map(regions.map((region) => [region.end - 1, region]))
  const hidden = new Set(regions.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, index) => first + index)))
  return nodes.flatMap((node, index): Step[] => {
    const region = ends.get(index)
    if (region) return [{ inputs: region.inputs, outputs: [region.output], apply: ([dy]) => (dy ? region.vjp(dy) : []) }]
    if (hidden.has(index)) return []
    return [
      {
        inputs: node.inputs,
        outputs: node.outputs,
        apply: (dys, needs) => gradientRule(node.operator)(g, { ...node, needs } as GradientNode, dys),
      },
    ]
  })
}

/** See `Graph.grad`. */
export function gradients(g: Graph, loss: Value, wrt: readonly Value[]): Value[] {
  if (loss.shape.length !== 0 || loss.dtype !== 'float32')
    throw shapeError('grad', [loss], 'the loss must be a float32 scalar; use sum or mean')
  const steps = backwardSteps(g)
  const needed = new Set<Value>(wrt)
  for (const { inputs, outputs } of steps)
    if (inputs.some((value) => needed.has(value))) for (const output of outputs) if (output.dtype === 'float32') needed.add(output)
  const reached = new Map<Value, Exclude<Contribution, null>[]>([[loss, [g.constant(1)]]])
  const done = new Map<Value, Value>()
  const settle = (value: Value): Value | undefined => {
    const parts = reached.get(value)
    if (parts === undefined) return undefined
    const sum = done.get(value) ?? total(g, value, parts)
    done.set(value, sum)
    return sum
  }
  for (const { inputs, outputs, apply } of steps.reverse()) {
    if (!outputs.some((output) => needed.has(output) && reached.has(output))) continue
    const needs = inputs.map((value) => needed.has(value))
    const contributions = apply(outputs.map(settle), needs)
    for (const [index, part] of contributions.entries()) {
      const value = inputs[index]
      if (part === null || value === undefined || !needs[index]) continue
      reached.set(value, [...(reached.get(value) ?? []), part])
    }
  }
  return wrt.map((value) => settle(value) ?? g.full(value.shape, 0))
}
