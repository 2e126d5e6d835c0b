/** @file Only for tests and the fuzzer: files as torch.save writes them, and files as somebody hostile would. */

const latin = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))

const little = (value: number, bytes: number): string => {
  let text = ''
  for (let rest = value, i = 0; i < bytes; i++, rest = Math.floor(rest / 256)) text += String.fromCharCode(rest % 256)
  return text
}

/** Opcodes of a pickle as text, one character a byte. */
export const pickle = {
  start: '\x80\x02',
  text: (text: string): string => `X${little(text.length, 4)}${text}`,
  int: (value: number): string => `J${little(value < 0 ? value + 2 ** 32 : value, 4)}`,
  long: (value: number): string => `\x8a\x08${little(value, 8)}`,
  global: (module: string, name: string): string => `c${module}\n${name}\n`,
  tuple: (...items: readonly string[]): string => `(${items.join('')}t`,
  ints: (values: readonly number[]): string => `(${values.map((value) => pickle.long(value)).join('')}t`,
  /** A dictionary of entries that are opcodes already. */
  dict: (entries: Readonly<Record<string, string>>): string =>
    `}(${Object.entries(entries)
      .map(([key, value]) => pickle.text(key) + value)
      .join('')}u`,
  storage: (type: string, key: string, length: number): string =>
    `${pickle.tuple(pickle.text('storage'), pickle.global('torch', type), pickle.text(key), pickle.text('cpu'), pickle.long(length))}Q`,
  tensor: (storage: string, shape: readonly number[], strides: readonly number[], offset = 0): string =>
    `${pickle.global('torch._utils', '_rebuild_tensor_v2')}${pickle.tuple(storage, pickle.long(offset), pickle.ints(shape), pickle.ints(strides), '\x89', ')')}R`,
}

/** What a test changes of a sound zip file. */
export interface ZipFaults {
  readonly method?: number
  readonly flags?: number
  /** Bytes that each entry is said to hold, in the directory. */
  readonly claimed?: number
  readonly headerOffset?: (sound: number, index: number) => number
  readonly directoryOffset?: (sound: number) => number
  readonly count?: number
  /** With a zip64 record, as PyTorch writes it. */
  readonly wide?: boolean
}

/** A zip file of stored entries; bytes of an entry may be given as text, one character a byte. */
export function zipOf(
  entries: Readonly<Record<string, Uint8Array | string>> | readonly (readonly [string, Uint8Array | string])[],
  faults: ZipFaults = {},
): Uint8Array {
  const pairs = Array.isArray(entries) ? (entries as readonly (readonly [string, Uint8Array | string])[]) : Object.entries(entries)
  const { method = 0, flags = 0, wide = false } = faults
  const parts: Uint8Array[] = []
  let at = 0
  const push = (bytes: Uint8Array): void => {
    parts.push(bytes)
    at += bytes.length
  }
  let directory = ''
  pairs.forEach(([name, content], index) => {
    const data = typeof content === 'string' ? latin(content) : content
    const header = faults.headerOffset?.(at, index) ?? at
    const size = little(faults.claimed ?? data.length, 4)
    const common = `${little(20, 2)}${little(flags, 2)}${little(method, 2)}${little(0, 8)}`
    push(latin(`PK\x03\x04${common}${little(data.length, 4).repeat(2)}${little(name.length, 2)}${little(0, 2)}${name}`))
    push(data)
    directory += `PK\x01\x02${little(20, 2)}${common}${size}${size}${little(name.length, 2)}${little(0, 12)}${little(header, 4)}${name}`
  })
  const start = faults.directoryOffset?.(at) ?? at
  const count = faults.count ?? pairs.length
  push(latin(directory))
  const record = at
  if (wide) {
    push(
      latin(
        `PK\x06\x06${little(44, 8)}${little(45, 2)}${little(45, 2)}${little(0, 8)}${little(count, 8).repeat(2)}${little(directory.length, 8)}${little(start, 8)}`,
      ),
    )
    push(latin(`PK\x06\x07${little(0, 4)}${little(record, 8)}${little(1, 4)}`))
  }
  const narrow = (value: number, bytes: number): string => little(wide ? 256 ** bytes - 1 : value, bytes)
  push(latin(`PK\x05\x06${little(0, 4)}${narrow(count, 2).repeat(2)}${narrow(directory.length, 4)}${narrow(start, 4)}${little(0, 2)}`))
  const whole = new Uint8Array(at)
  let end = 0
  for (const part of parts) {
    whole.set(part, end)
    end += part.length
  }
  return whole
}

/** The bytes of float32 numbers. */
export const floatBytes = (...values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer)

/** A file as torch.save writes it: the opcodes of its value, and the bytes of its storages. */
export function torchFile(value: string, storages: Readonly<Record<string, Uint8Array>> = {}, faults: ZipFaults = {}): Uint8Array {
  const data = Object.entries(storages).map(([key, bytes]): [string, Uint8Array] => [`archive/data/${key}`, bytes])
  return zipOf([['archive/data.pkl', `${pickle.start}${value}.`], ...data, ['archive/version', '3\n']], faults)
}
