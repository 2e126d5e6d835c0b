import { random } from '@codepurify/metrics'
import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { coordinates, principalAxes } from './principalAxes.js'
import { golden } from './testing/golden.js'

const off = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((worst, x, i) => Math.max(worst, Math.abs(x - (b[i] ?? NaN)) / Math.abs(b[i] ?? NaN)), 0)

test('directions, strengths and coordinates are those of numpy and scikit-learn', async () => {
  const { expected, rows } = await golden()
  const points = rows('X')
  const found = principalAxes(points, 10)
  expect(off(found.singularValues, expected.spectral.singular_values.slice(0, 10))).toBeLessThan(1e-5)
  rows('R_top_right_singular_vectors').forEach((vector, k) => {
    const axis = found.axes[k] ?? vector
    const sign = Math.sign(vector.reduce((sum, x, i) => sum + x * (axis[i] ?? 0), 0))
    expect(Math.max(...vector.map((x, i) => Math.abs(x - sign * (axis[i] ?? NaN))))).toBeLessThan(1e-8)
  })
  const pca = rows('pca10')
  points.forEach((point, i) => expect(off(coordinates(point, found).map(Math.abs), (pca[i] ?? []).map(Math.abs))).toBeLessThan(1e-5))
})

// SS in the lineage of BADCODE and AFRAIDOOR reads eigenvectors by row where the library returns columns: this would not agree then
test('the subspace is that of a brute-force SVD, for rows fewer and more than their width', () => {
  const draw = random(7)
  for (const [count, width] of [
    [12, 40],
    [90, 33],
  ] as const) {
    const points = Array.from({ length: count }, () => Float64Array.from({ length: width }, (_, i) => draw.normal() * (1 + (i % 5))))
    const found = principalAxes(points, 4)
    const centred = new Matrix(points.map((row) => row.map((x, i) => x - (found.mean[i] ?? 0))))
    const brute = new SingularValueDecomposition(centred, { autoTranspose: true })
    expect(off(found.singularValues, brute.diagonal.slice(0, 4))).toBeLessThan(1e-9)
    const projected = centred.mmul(brute.rightSingularVectors.subMatrixColumn([0, 1, 2, 3]))
    points.forEach((point, i) => expect(off(coordinates(point, found).map(Math.abs), projected.getRow(i).map(Math.abs))).toBeLessThan(1e-5))
  }
})

test('rows that vary in fewer directions than asked for give fewer', () => {
  expect(principalAxes([], 3).axes).toEqual([])
  expect(principalAxes([[1, 2, 3]], 3).axes).toEqual([])
  expect(principalAxes([[4, 4], [4, 4], [4, 4]], 2).axes).toEqual([]) // prettier-ignore
  expect(principalAxes([[1, 1], [2, 2], [5, 5]], 2).axes).toHaveLength(1) // prettier-ignore
})

test('a row with NaN or of another width is named', () => {
  expect(() => principalAxes([[1, 2], [3, NaN]], 1)).toThrow('representation 1 holds NaN at place 1, expected finite numbers') // prettier-ignore
  expect(() => principalAxes([[1, 2], [3]], 1)).toThrow('representation 1 has 1 numbers, expected 2 as in representation 0') // prettier-ignore
})
