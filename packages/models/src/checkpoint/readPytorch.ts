import { fileBytes, readBytes, type Bytes } from './bytes.js'
import { CheckpointError } from './checkpointError.js'
import { elementTypes, type TensorData } from './elementTypes.js'
import { describe, type PickleDict, type PickleStorage, type PickleTensor, type PickleValue } from './pickleValue.js'
import { expectReadable } from './readSafetensors.js'
import { checkSharing, checkView, readView } from './stridedTensor.js'
import { readAll, type Safetensors, type StoredTensor, type TensorFile } from './tensorFile.js'
import { torchGlobal, torchStorage } from './torchGlobals.js'
import { unpickle } from './unpickle.js'
import { isZip, readZipDirectory, type ZipEntry } from './zipDirectory.js'

// about 250 bytes a tensor: room for 30,000
const LONGEST_PICKLE = 8 * 1024 * 1024

// where training scripts put the state dictionary beside an optimizer's
const nests = ['state_dict', 'model_state_dict', 'model']

/**
 * Opens a state dictionary that `torch.save` wrote (the zip format of PyTorch 1.6 and later). The pickle inside goes through a reader that builds dictionaries
 * and tensors and can do nothing else. Throws a CheckpointError for anything else, and for sizes, offsets and strides that leave their storage, before memory is taken for a tensor.
 */
export async function openPytorch(bytes: Bytes, where: string): Promise<TensorFile> {
  await expectZip(bytes, where)
  const entries = new Map((await readZipDirectory(bytes, where)).map((entry) => [entry.name, entry]))
  const { root, pickle } = await findPickle(entries, bytes, where)
  const value = unpickle(await readBytes(bytes, pickle.start, pickle.length), { global: torchGlobal, persistent: torchStorage }, where)
  const storages = new Map<string, PickleStorage>()
  const views = [...stateDict(value, where).entries].map(([key, found]) => {
    const { name, tensor } = expectTensor(key, found, where)
    const { storage } = tensor
    const known = storages.get(storage.key) ?? storage
    if (known.dtype !== storage.dtype)
      throw new CheckpointError(`${where}: storage ${storage.key} is both ${known.dtype} and ${storage.dtype}`)
    storages.set(storage.key, storage)
    const entry = storageEntry(name, tensor, entries, root, where)
    return { name, tensor, entry, storage: storage.key, view: checkView(name, tensor, where) }
  })
  checkSharing(views, where)
  const shared = new Map<string, Promise<TensorData>>()
  const stored = views.map(({ name, tensor, entry, view }): StoredTensor => {
    const { dtype } = tensor.storage
    const read = (): Promise<TensorData> => {
      expectReadable(name, dtype, where)
      const data = shared.get(view.key) ?? readView(bytes, entry.start, tensor, view, elementTypes.get(dtype)?.bytes ?? 1)
      shared.set(view.key, data)
      return data
    }
    return { name, dtype, shape: tensor.shape, read }
  })
  return { tensors: stored, metadata: {}, close: () => bytes.close() }
}

/** Reads a whole state dictionary (`pytorch_model.bin`, `*.bin`, `*.pt`); see `openPytorch`. Also throws on a dtype other than the six of `SafeTensor`. */
export async function readPytorch(path: string): Promise<Safetensors> {
  const bytes = await fileBytes(path)
  try {
    const file = await openPytorch(bytes, path)
    for (const { name, dtype } of file.tensors) expectReadable(name, dtype, path)
    return await readAll(file)
  } catch (error) {
    await bytes.close()
    throw error
  }
}

async function expectZip(bytes: Bytes, where: string): Promise<void> {
  const first = await readBytes(bytes, 0, Math.min(8, bytes.size))
  if (isZip(first)) return
  throw new CheckpointError(
    first[0] === 0x80
      ? `${where}: a bare pickle, as PyTorch wrote before 1.6, which is not read here. Load it in Python and torch.save it again, or save it as safetensors`
      : `${where}: not a zip file, expected what torch.save writes. Is it whole?`,
  )
}

/** The one data.pkl, in the archive's only folder. */
async function findPickle(
  entries: ReadonlyMap<string, ZipEntry>,
  bytes: Bytes,
  where: string,
): Promise<{ root: string; pickle: ZipEntry }> {
  const pickles = [...entries.values()].filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name))
  const [pickle] = pickles
  if (!pickle || pickles.length > 1) {
    throw new CheckpointError(
      `${where}: its archive has ${pickles.length} files called data.pkl, expected one. Was it written by torch.save?`,
    )
  }
  const root = pickle.name.slice(0, -'data.pkl'.length)
  if (pickle.length > LONGEST_PICKLE) {
    throw new CheckpointError(`${where}: its pickle takes ${pickle.length} bytes, expected at most ${LONGEST_PICKLE}`)
  }
  const order = entries.get(`${root}byteorder`)
  if (order) {
    const text = new TextDecoder().decode(await readBytes(bytes, order.start, Math.min(order.length, 16)))
    if (text.trim() !== 'little') throw new CheckpointError(`${where}: its byte order is ${JSON.stringify(text)}, expected "little"`)
  }
  return { root, pickle }
}

const isDict = (value: PickleValue | undefined): value is PickleDict => typeof value === 'object' && value !== null && value.kind === 'dict'

function stateDict(value: PickleValue, where: string): PickleDict {
  if (!isDict(value))
    throw new CheckpointError(`${where}: holds ${describe(value)}, expected a state dictionary: torch.save(model.state_dict(), …)`)
  const nested = nests.map((key) => value.entries.get(key)).find(isDict)
  return nested ?? value
}

function expectTensor(key: string | number, value: PickleValue, where: string): { name: string; tensor: PickleTensor } {
  if (typeof key === 'string' && typeof value === 'object' && value?.kind === 'tensor') return { name: key, tensor: value }
  throw new CheckpointError(`${where}: ${describe(key)} is ${describe(value)}, expected a name and a tensor. Save model.state_dict() alone`)
}

/** The archive's file of a tensor's storage; its length must be the one that the pickle gives. */
function storageEntry(
  name: string,
  { storage }: PickleTensor,
  entries: ReadonlyMap<string, ZipEntry>,
  root: string,
  where: string,
): ZipEntry {
  const entry = entries.get(`${root}data/${storage.key}`)
  if (!entry) throw new CheckpointError(`${where}: the archive has no file ${root}data/${storage.key}, where tensor "${name}" should be`)
  const bytes = storage.length * (elementTypes.get(storage.dtype)?.bytes ?? 1)
  if (entry.length !== bytes) {
    throw new CheckpointError(
      `${where}: tensor "${name}" is in a storage of ${storage.length} ${storage.dtype}, which takes ${bytes} bytes, but ${entry.name} has ${entry.length}`,
    )
  }
  return entry
}
