import { readFile } from 'node:fs/promises'
import { ellipticEnvelope, interquartile, isolationForest } from './outliers.js'

interface Case {
  readonly values: number[]
  readonly elliptic: number[]
  readonly iqr: number[]
  /** What it names, by the number of seeds of 40 with which it does. */
  readonly forest: Record<string, number>
}

const indices = (flags: readonly boolean[]): number[] => [...flags.keys()].filter((i) => flags[i])
const cases = async () => {
  const { cases: all } = JSON.parse(await readFile(new URL('testing/outliers.json', import.meta.url), 'utf8')) as {
    cases: Record<string, Case>
  }
  return Object.values(all)
}

test('the elliptic envelope and the interquartile range name the outliers of scikit-learn and numpy', async () => {
  for (const { values, elliptic, iqr } of await cases()) {
    expect(indices(ellipticEnvelope(0.05)(values))).toEqual(elliptic)
    expect(indices(interquartile(values))).toEqual(iqr)
  }
})

test('the isolation forest names what that of scikit-learn names, as often over seeds', async () => {
  const seeds = 16
  for (const { values, forest } of await cases()) {
    const ours: Record<string, number> = {}
    for (let seed = 0; seed < seeds; seed++) {
      const found = indices(isolationForest({ contamination: 0.05, seed })(values)).join()
      ours[found] = (ours[found] ?? 0) + 1
    }
    for (const found of new Set([...Object.keys(ours), ...Object.keys(forest)]))
      expect(Math.abs((ours[found] ?? 0) / seeds - (forest[found] ?? 0) / 40)).toBeLessThan(0.3)
  }
})

test.each([interquartile, ellipticEnvelope(), isolationForest()])('no numbers, one, equal ones: no outlier', (outliers) => {
  expect(outliers([])).toEqual([])
  expect(outliers([0.3])).toEqual([false])
  expect(outliers([0.3, 0.3, 0.3, 0.3])).toEqual([false, false, false, false])
})
