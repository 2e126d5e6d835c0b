/** @file Views of a PyTorch storage: checked to lie inside it and not to overlap, then read. */
import type { Bytes } from './bytes.js'
import { CheckpointError } from './checkpointError.js'
import { readElements, type TensorData } from './elementTypes.js'
import type { PickleTensor } from './pickleValue.js'

/** A checked view: elements `start` to `end` of its storage. */
export interface StorageView {
  readonly start: number
  readonly end: number
  readonly count: number
  /** Row-major without gaps, so that it can be read in place. */
  readonly contiguous: boolean
  /** Equal for equal views of a storage. */
  readonly key: string
}

/** Checks a view against its storage's length; throws a CheckpointError where it leaves it, or where its strides show one number twice. */
export function checkView(name: string, { storage, offset, shape, strides }: PickleTensor, where: string): StorageView {
  const fail = (what: string): never => {
    throw new CheckpointError(`${where}: tensor "${name}" of size [${shape.join(', ')}], stride [${strides.join(', ')}] ${what}`)
  }
  const key = `${storage.key} ${offset} ${shape.join()} ${strides.join()}`
  const count = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1)
  if (count === 0) return { start: offset, end: offset, count: 0, contiguous: true, key }
  if (count > storage.length) return fail(`shows ${count} numbers of a storage of ${storage.length}`)
  const axes = shape.map((size, axis) => ({ size, stride: strides[axis] ?? 0 })).filter(({ size }) => size > 1)
  const end = axes.reduce((last, { size, stride }) => last + (size - 1) * stride, offset) + 1
  if (end > storage.length) return fail(`reaches number ${end} of storage ${storage.key}, which has ${storage.length}`)
  // from the narrowest stride on, each must step over all that the narrower ones reach
  let reach = 1
  for (const { size, stride } of axes.toSorted((a, b) => a.stride - b.stride)) {
    if (stride < reach) return fail('overlaps itself')
    reach = stride * (size - 1) + reach
  }
  let step = 1
  const contiguous = axes.toReversed().every(({ size, stride }) => {
    const fits = stride === step
    step *= size
    return fits
  })
  return { start: offset, end, count, contiguous, key }
}

/** Throws where two different views of one storage share numbers: tied weights are equal views, and anything else could make a small file a large model. */
export function checkSharing(
  views: readonly { readonly name: string; readonly storage: string; readonly view: StorageView }[],
  where: string,
): void {
  const sorted = views
    .filter(({ view }) => view.count > 0)
    .toSorted((a, b) => compare(a.storage, b.storage) || a.view.start - b.view.start || compare(a.view.key, b.view.key))
  let before = sorted[0]
  for (const next of sorted.slice(1)) {
    if (before && next.storage === before.storage && next.view.key !== before.view.key && next.view.start < before.view.end) {
      throw new CheckpointError(
        `${where}: tensors "${before.name}" and "${next.name}" overlap in storage ${next.storage}, expected equal or separate ones. Clone them before torch.save`,
      )
    }
    if (!before || next.storage !== before.storage || next.view.end >= before.view.end) before = next
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The numbers of a checked view, row-major. `start`: byte of the file where the storage starts. */
export async function readView(
  bytes: Bytes,
  start: number,
  tensor: PickleTensor,
  view: StorageView,
  elementBytes: number,
): Promise<TensorData> {
  const range = await readElements(bytes, start + view.start * elementBytes, view.end - view.start, tensor.storage.dtype)
  if (view.contiguous) return range
  const gathered = range.slice(0, view.count)
  gather(range, gathered, tensor.shape, tensor.strides)
  return gathered
}

/** Copies strided elements of `from` to `to`, row-major. */
function gather(from: TensorData, to: TensorData, shape: readonly number[], strides: readonly number[]): void {
  const index = shape.map(() => 0)
  let at = 0
  for (let i = 0; i < to.length; i++) {
    to[i] = from[at] ?? 0
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      at += strides[axis] ?? 0
      if (next < (shape[axis] ?? 1)) {
        index[axis] = next
        break
      }
      index[axis] = 0
      at -= next * (strides[axis] ?? 0)
    }
  }
}
