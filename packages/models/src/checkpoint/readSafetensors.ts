import { fileBytes, readBytes, type Bytes } from './bytes.js'
import { CheckpointError } from './checkpointError.js'
import { readableTypes, readElements } from './elementTypes.js'
import { headerLength, parseHeader, type TensorEntry } from './safetensorsHeader.js'
import { readAll, type Safetensors, type StoredTensor, type TensorFile } from './tensorFile.js'

/**
 * Opens safetensors bytes. The header is checked against their number before memory is taken for any tensor. Throws a CheckpointError on a file that is cut,
 * names a tensor twice, or whose ranges overlap or leave gaps.
 */
export async function openSafetensors(bytes: Bytes, where: string): Promise<TensorFile> {
  const length = headerLength(await readBytes(bytes, 0, Math.min(8, bytes.size)), bytes.size, where)
  const header = parseHeader(decodeText(await readBytes(bytes, 8, length), where), bytes.size - 8 - length, where)
  const stored = ({ name, dtype, shape, start }: TensorEntry): StoredTensor => ({
    name,
    dtype,
    shape,
    read: async () => {
      expectReadable(name, dtype, where)
      return readElements(
        bytes,
        8 + length + start,
        shape.reduce((product, size) => product * size, 1),
        dtype,
      )
    },
  })
  return { tensors: header.tensors.map(stored), metadata: header.metadata, close: () => bytes.close() }
}

/** Reads a whole .safetensors file; see `openSafetensors`. Also throws on a dtype other than the six of `SafeTensor`. */
export async function readSafetensors(path: string): Promise<Safetensors> {
  const bytes = await fileBytes(path)
  try {
    const file = await openSafetensors(bytes, path)
    for (const { name, dtype } of file.tensors) expectReadable(name, dtype, path)
    return await readAll(file)
  } catch (error) {
    await bytes.close()
    throw error
  }
}

/** Throws where tensors of a type are described but not read. */
export function expectReadable(name: string, dtype: string, where: string): void {
  if (!readableTypes.includes(dtype)) {
    throw new CheckpointError(`${where}: tensor "${name}" is ${dtype}, expected one of ${readableTypes.join(', ')}`)
  }
}

function decodeText(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new CheckpointError(`${where}: its header is not valid UTF-8`, { cause })
  }
}
