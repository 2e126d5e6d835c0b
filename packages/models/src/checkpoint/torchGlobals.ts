/** @file The names that the pickle of a state dictionary may refer to; each gives data, none can do anything else. */
import { describe, type Fail, type PickleGlobal, type PickleStorage, type PickleTensor, type PickleValue } from './pickleValue.js'

const storageTypes: Readonly<Record<string, string>> = {
  FloatStorage: 'F32',
  DoubleStorage: 'F64',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
}

const isSize = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

function sizes(value: PickleValue | undefined, what: string, fail: Fail): number[] {
  if (typeof value === 'object' && value !== null && (value.kind === 'tuple' || value.kind === 'list') && value.items.length <= 32) {
    if (value.items.every(isSize)) return value.items
  }
  return fail(`has ${what} ${describe(value)}, expected a tuple of at most 32 numbers from 0`)
}

/** `torch._utils._rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks[, metadata])`. */
function rebuildTensor([storage, offset, size, stride]: readonly PickleValue[], fail: Fail): PickleTensor {
  if (typeof storage !== 'object' || storage?.kind !== 'storage')
    return fail(`builds a tensor from ${describe(storage)}, expected a storage`)
  if (!isSize(offset)) return fail(`builds a tensor at ${describe(offset)} of its storage, expected a number from 0`)
  const shape = sizes(size, 'a tensor of size', fail)
  const strides = sizes(stride, 'a tensor of stride', fail)
  if (shape.length !== strides.length) return fail(`builds a tensor of ${shape.length} sizes and ${strides.length} strides`)
  return { kind: 'tensor', storage, offset, shape, strides }
}

/** `torch._utils._rebuild_parameter(data, requires_grad, backward_hooks)`. */
function rebuildParameter([data]: readonly PickleValue[], fail: Fail): PickleTensor {
  return typeof data === 'object' && data?.kind === 'tensor' ? data : fail(`builds a Parameter from ${describe(data)}, expected a tensor`)
}

const constructors: Readonly<Record<string, NonNullable<PickleGlobal['call']>>> = {
  'collections.OrderedDict': (args, fail) =>
    args.length === 0 ? { kind: 'dict', entries: new Map() } : fail(`gives OrderedDict ${args.length} arguments, expected none`),
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_tensor': rebuildTensor,
  'torch._utils._rebuild_parameter': rebuildParameter,
  'torch.Size': ([items], fail) => ({ kind: 'tuple', items: sizes(items, 'a torch.Size of', fail) }),
}

const globals: ReadonlyMap<string, PickleGlobal> = new Map(
  [
    ...Object.entries(constructors).map(([name, call]): PickleGlobal => ({ kind: 'global', name, call })),
    ...Object.entries(storageTypes).map(([name, dtype]): PickleGlobal => ({ kind: 'global', name: `torch.${name}`, dtype })),
  ].map((entry) => [entry.name, entry]),
)

/** The global of a name; refuses by name what is not in the table. */
export function torchGlobal(module: string, name: string, fail: Fail): PickleGlobal {
  const full = `${module}.${name}`
  return (
    globals.get(full) ??
    fail(
      `refers to ${JSON.stringify(full.slice(0, 200))}, which is refused: a pickle could run it. Expected only ${[...globals.keys()].join(', ')}`,
    )
  )
}

/** The storage of a persistent id: `('storage', type, key, location, number of elements)`. */
export function torchStorage(id: PickleValue, fail: Fail): PickleStorage {
  const items = typeof id === 'object' && id?.kind === 'tuple' ? id.items : []
  const [tag, type, key, , length] = items
  const dtype = typeof type === 'object' && type?.kind === 'global' ? type.dtype : undefined
  if (tag !== 'storage' || dtype === undefined || typeof key !== 'string' || !isSize(length)) {
    return fail(`refers to a storage by ${describe(id)}, expected ("storage", type, key, location, number of elements)`)
  }
  return { kind: 'storage', key, dtype, length }
}
