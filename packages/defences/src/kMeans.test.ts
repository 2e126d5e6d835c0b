import { fastIca } from './fastIca.js'
import { kMeans } from './kMeans.js'
import { golden } from './testing/golden.js'

test.each(['raw', 'pca10', 'pca10_whitened', 'fastica10'] as const)(
  'clusters of %s are those of scikit-learn, from any seed',
  async (name) => {
    const { expected, rows } = await golden()
    const points = rows(name === 'raw' ? 'X' : name)
    for (const seed of [0, 1, 2]) {
      const { labels, sizes, inertia } = kMeans(points, { seed })
      expect(labels).toEqual(expected[name].labels_majority_0)
      expect(sizes).toEqual(expected[name].sizes)
      expect(Math.abs(inertia / expected[name].inertia - 1)).toBeLessThan(1e-6)
    }
  },
)

test('FastICA gives the components of scikit-learn up to order and sign, and the same clusters', async () => {
  const { expected, rows } = await golden()
  const points = rows('X')
  const theirs = rows('fastica10')
  const model = fastIca(points, { tolerance: 1e-4, maximumIterations: 2000, seed: 3 })
  const ours = points.map((point) => model.transform(point))
  const column = (all: readonly Float64Array[], i: number) => all.map((row) => row[i] ?? NaN)
  const alike = (a: readonly number[], b: readonly number[]) => Math.abs(a.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0)) / a.length
  const matches = Array.from({ length: 10 }, (_, i) =>
    Math.max(...Array.from({ length: 10 }, (_, j) => alike(column(theirs, i), column(ours, j)))),
  )
  expect(Math.min(...matches)).toBeGreaterThan(0.999)
  const { labels, sizes } = kMeans(ours)
  expect(labels).toEqual(expected.fastica10.labels_majority_0)
  expect(sizes).toEqual(expected.fastica10.sizes)
})

test('fewer distinct points than clusters give fewer clusters', () => {
  expect(kMeans([])).toEqual({ labels: [], centres: [], sizes: [], inertia: 0 })
  expect(kMeans([[1, 2]]).sizes).toEqual([1])
  expect(kMeans([[1, 2], [1, 2], [1, 2]]).sizes).toEqual([3]) // prettier-ignore
  expect(kMeans([[1], [9], [1]]).labels).toEqual([0, 1, 0])
  expect(() => kMeans([[1], [Infinity]])).toThrow('point 1 holds Infinity at place 0')
})
