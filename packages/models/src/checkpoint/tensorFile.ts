/** @file What both formats look like once they are open: tensors that are described and checked, but not read. */
import type { TensorData } from './elementTypes.js'

/** A tensor of an open file. */
export interface StoredTensor {
  readonly name: string
  /** Under safetensors' names: 'F32', 'F16', 'BF16', 'F64', 'I32', 'I64' and more. */
  readonly dtype: string
  readonly shape: readonly number[]
  /** Reads the numbers; throws a CheckpointError for a dtype that models do not use. Two names of one storage give one array. */
  read(): Promise<TensorData>
}

/** An open file whose every size and offset has been checked against its length. */
export interface TensorFile {
  /** In the order in which they lie, or were written. */
  readonly tensors: readonly StoredTensor[]
  readonly metadata: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** A tensor as read: F16, BF16 and F64 become float32 (F64 is rounded); integers keep their width. */
export interface SafeTensor {
  /** As in the file: 'F32', 'F16', 'BF16', 'F64', 'I32', 'I64'. */
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data: TensorData
}

/** What a file of weights holds. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, SafeTensor>
  readonly metadata: Readonly<Record<string, string>>
}

/** Reads every tensor of an open file, one after the other, and closes it. */
export async function readAll(file: TensorFile): Promise<Safetensors> {
  try {
    const tensors = new Map<string, SafeTensor>()
    for (const tensor of file.tensors) {
      tensors.set(tensor.name, { dtype: tensor.dtype, shape: tensor.shape, data: await tensor.read() })
    }
    return { tensors, metadata: file.metadata }
  } finally {
    await file.close()
  }
}
