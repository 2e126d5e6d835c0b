import { random } from '@codepurify/metrics'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { coordinates, principalAxes } from './principalAxes.js'
import type { Rows } from './rows.js'

// looked up once: a look-up of a global costs more than the arithmetic where the code runs in a sandbox, as in tests
const { tanh } = Math

/** Options of `fastIca`, by the names and with the values that CodePurify's authors use. */
export interface FastIcaOptions {
  readonly components?: number
  readonly maximumIterations?: number
  readonly tolerance?: number
  readonly seed?: number
}

/** What `fastIca` found. */
export interface FastIca {
  /** Components in fact: fewer than asked for where the rows do not vary in so many directions. */
  readonly components: number
  readonly iterations: number
  /** The independent components of a row, each of mean 0 and variance 1 over the rows that were given. */
  transform(row: ArrayLike<number>): Float64Array
}

/**
 * FastICA (Hyvärinen, 1999), all components in parallel, contrast log cosh, on whitened rows: what scikit-learn's `FastICA` with `whiten='unit-variance'` computes, up
 * to order and sign. Stops without an error at `maximumIterations`, as that one does. Throws a RangeError for rows that are not of one width or not finite.
 */
export function fastIca(
  rows: Rows,
  { components = 10, maximumIterations = 1000, tolerance = 0.005, seed = 0 }: FastIcaOptions = {},
): FastIca {
  const principal = principalAxes(rows, Math.min(components, rows.length), { seed })
  const scale = principal.singularValues.map((value) => Math.sqrt(rows.length) / value)
  const whitened = (row: ArrayLike<number>): Float64Array => coordinates(row, principal).map((value, i) => value * (scale[i] ?? 0))
  const found = scale.length
  if (found === 0) return { components: 0, iterations: 0, transform: () => new Float64Array() }
  const points = rows.map(whitened)
  const draw = random(`fastica/${seed}`)
  let unmixing = decorrelated(new Matrix(Array.from({ length: found }, () => Array.from({ length: found }, () => draw.normal()))))
  let iterations = 0
  for (let change = Infinity; change >= tolerance && iterations < maximumIterations; iterations++) {
    const next = decorrelated(step(unmixing, points))
    change = Math.max(
      ...next
        .mmul(unmixing.transpose())
        .diag()
        .map((entry) => Math.abs(Math.abs(entry) - 1)),
    )
    unmixing = next
  }
  const lines = unmixing.to2DArray()
  return {
    components: found,
    iterations,
    transform: (row) => {
      const point = whitened(row)
      return Float64Array.from(lines, (line) => line.reduce((sum, weight, i) => sum + weight * (point[i] ?? 0), 0))
    },
  }
}

/** W ← E[g(Wx) xᵀ] − diag(E[g′(Wx)]) W with g = tanh. */
function step(unmixing: Matrix, points: readonly Float64Array[]): Matrix {
  const lines = unmixing.to2DArray()
  const next = lines.map((line) => {
    const sum = new Float64Array(line.length)
    let slope = 0
    for (const point of points) {
      let value = 0
      for (let i = 0; i < line.length; i++) value += (line[i] ?? 0) * (point[i] ?? 0)
      const bent = tanh(value)
      slope += 1 - bent * bent
      for (let i = 0; i < line.length; i++) sum[i] = (sum[i] ?? 0) + bent * (point[i] ?? 0)
    }
    return line.map((weight, i) => ((sum[i] ?? 0) - slope * weight) / points.length)
  })
  return new Matrix(next)
}

/** (W Wᵀ)^(−1/2) W: the nearest orthonormal matrix. */
function decorrelated(unmixing: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(unmixing.mmul(unmixing.transpose()), { assumeSymmetric: true })
  const roots = Matrix.diag(realEigenvalues.map((value) => 1 / Math.sqrt(Math.max(value, Number.MIN_VALUE))))
  return eigenvectorMatrix.mmul(roots).mmul(eigenvectorMatrix.transpose()).mmul(unmixing)
}
