/** @file Only for tests: the reference numbers of scikit-learn and numpy under test-fixtures/golden/baseline_defence. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../../test-fixtures/golden/baseline_defence/', import.meta.url))

/** What 2-means made of the points. */
export interface ExpectedClusters {
  readonly labels_majority_0: number[]
  readonly sizes: number[]
  readonly inertia: number
}

/** What expected.json holds that tests look at. */
export interface Expected {
  readonly planted_rows: number[]
  readonly spectral: {
    readonly singular_values: number[]
    readonly v: number[]
    readonly scores: number[]
    readonly rank_descending: number[]
    readonly scores_top5_subspace: number[]
    readonly scores_l2_top5: number[]
  }
  readonly pca10: ExpectedClusters & { readonly explained_variance: number[] }
  readonly fastica10: ExpectedClusters & { readonly n_iter: number }
  readonly raw: ExpectedClusters
  readonly pca10_whitened: ExpectedClusters
}

/** The expected numbers and the rows of a tensor. */
export async function golden() {
  const expected = JSON.parse(await readFile(`${folder}expected.json`, 'utf8')) as Expected
  const bytes = await readFile(`${folder}tensors.safetensors`)
  const start = 8 + Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, StoredTensor>
  const rows = (name: string): Float64Array[] => {
    const tensor = header[name]
    if (!tensor) throw new RangeError(`no tensor "${name}", there are ${Object.keys(header).join(', ')}`)
    const [count, width] = tensor.shape
    const size = tensor.dtype === 'F64' ? 8 : 4
    const at = (i: number): number => start + tensor.data_offsets[0] + i * size
    const number = (i: number): number => (tensor.dtype === 'F64' ? bytes.readDoubleLE(at(i)) : bytes.readFloatLE(at(i)))
    return Array.from({ length: count }, (_, row) => Float64Array.from({ length: width }, (_, i) => number(row * width + i)))
  }
  return { expected, rows }
}

interface StoredTensor {
  readonly dtype: 'F32' | 'F64'
  readonly shape: readonly [rows: number, width: number]
  readonly data_offsets: readonly [start: number, end: number]
}
