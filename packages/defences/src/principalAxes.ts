import { random, type Random } from '@codepurify/metrics'
import { EigenvalueDecomposition } from 'ml-matrix'
import { dot, meanRow, type Rows, widthOf } from './rows.js'

/** The directions in which rows vary most. */
export interface PrincipalAxes {
  readonly mean: Float64Array
  /** Right singular vectors of the centred rows, of length 1, the greatest singular value first; their sign means nothing. */
  readonly axes: readonly Float64Array[]
  readonly singularValues: readonly number[]
}

/** Below this share of the greatest singular value a direction is rounding noise of float32 rows. */
const noise = 1e-6
/** Residual of an eigenvector, as a share of the greatest eigenvalue. */
const tolerance = 1e-12
const maximumRounds = 1000

/**
 * The top `count` right singular vectors of the centred rows, or fewer where the rows do not vary in so many directions.
 *
 * Subspace iteration with Rayleigh-Ritz on the matrix of products: full decompositions of width 768 take minutes in JavaScript, and only a few directions are
 * wanted. The small eigenproblem inside is `ml-matrix`'s. Throws a RangeError for rows that are not of one width or not finite.
 */
export function principalAxes(rows: Rows, count: number, { seed = 0 }: { readonly seed?: number } = {}): PrincipalAxes {
  const width = widthOf(rows, 'representation')
  const mean = meanRow(rows, width)
  const products = productsOf(rows, mean)
  const draw = random(`principal axes/${seed}`)
  let basis = orthonormal(Array.from({ length: Math.min(width, count + 8) }, () => normalVector(width, draw)))
  let values: number[] = []
  for (let round = 0; round < maximumRounds && basis.length > 0; round++) {
    const images = basis.map((vector) => times(products, vector))
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
      basis.map((a) => images.map((image) => dot(a, image))),
      { assumeSymmetric: true },
    )
    // the library returns eigenvalues in ascending order and eigenvectors in columns
    const order = realEigenvalues.map((_, i) => i).reverse()
    values = order.map((i) => realEigenvalues[i] ?? 0)
    const mixed = (vectors: readonly Float64Array[]) => order.map((i) => combined(vectors, eigenvectorMatrix.getColumn(i)))
    const [ritz, moved] = [mixed(basis), mixed(images)]
    basis = ritz
    const settled = ritz.slice(0, count).every((vector, i) => residual(moved[i], vector, values[i] ?? 0) <= tolerance * (values[0] ?? 0))
    if (settled) break
    basis = orthonormal(moved)
  }
  const strength = values.map((value) => Math.sqrt(Math.max(0, value)))
  const kept = Math.min(count, strength.filter((value) => value > noise * (strength[0] ?? 0)).length)
  return { mean, axes: basis.slice(0, kept), singularValues: strength.slice(0, kept) }
}

/** Coordinates of a row along the axes. */
export function coordinates(row: ArrayLike<number>, { mean, axes }: Pick<PrincipalAxes, 'mean' | 'axes'>): Float64Array {
  const centred = Float64Array.from(mean, (value, i) => (row[i] ?? 0) - value)
  return Float64Array.from(axes, (axis) => dot(axis, centred))
}

/** RᵀR of the centred rows R, [width, width]. */
function productsOf(rows: Rows, mean: Float64Array): Float64Array[] {
  const products = Array.from(mean, () => new Float64Array(mean.length))
  const centred = new Float64Array(mean.length)
  for (const row of rows) {
    for (let i = 0; i < mean.length; i++) centred[i] = (row[i] ?? 0) - (mean[i] ?? 0)
    for (let i = 0; i < mean.length; i++) {
      const line = products[i] ?? centred
      const own = centred[i] ?? 0
      for (let j = 0; j <= i; j++) line[j] = (line[j] ?? 0) + own * (centred[j] ?? 0)
    }
  }
  products.forEach((line, i) => {
    for (let j = i + 1; j < line.length; j++) line[j] = products[j]?.[i] ?? 0
  })
  return products
}

const times = (matrix: readonly Float64Array[], vector: Float64Array): Float64Array =>
  Float64Array.from(matrix, (line) => dot(line, vector))
const normalVector = (width: number, draw: Random): Float64Array => Float64Array.from({ length: width }, () => draw.normal())

function combined(vectors: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0)
  vectors.forEach((vector, k) => add(sum, vector, weights[k] ?? 0))
  return sum
}

function add(sum: Float64Array, vector: Float64Array, weight: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (vector[i] ?? 0)
}

function residual(image: Float64Array | undefined, vector: Float64Array, value: number): number {
  return Math.sqrt(vector.reduce((sum, entry, i) => sum + ((image?.[i] ?? 0) - value * entry) ** 2, 0))
}

/** The vectors made orthonormal (Gram and Schmidt, twice); those that depend on others are left out. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = []
  for (const vector of vectors) {
    const own = Float64Array.from(vector)
    const before = Math.sqrt(dot(own, own))
    for (let pass = 0; pass < 2; pass++) for (const other of basis) add(own, other, -dot(own, other))
    const length = Math.sqrt(dot(own, own))
    if (length > 1e-12 * before) basis.push(own.map((entry) => entry / length))
  }
  return basis
}
