/** @file What a tensor in a graph is: its element type and its dimensions, known when the graph is built. */

/** Element types that graphs use. */
export type DType = 'float32' | 'int32' | 'int64' | 'bool'

/** A dimension: a number, or an expression over symbols that are bound when the session runs (`'B'`, `'T-1'`, `'B*S'`). */
export type Dim = number | string

/** A tensor in a graph: made by a `Graph` method, valid only in that graph. */
export interface Value {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly Dim[]
}

/** A float32 tensor outside a graph, row-major. */
export interface WeightTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Named weights; the names are those of the Hugging Face state dictionary. */
export type Weights = ReadonlyMap<string, WeightTensor>

/** Writes a shape as people do: `[B, S, 768]`. */
export function formatShape(shape: readonly Dim[]): string {
  return `[${shape.join(', ')}]`
}
