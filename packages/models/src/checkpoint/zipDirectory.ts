/** @file The directory of a zip file as PyTorch writes it: entries stored without compression; checked so that no size or offset in it needs to be believed. */
import { readBytes, type Bytes } from './bytes.js'
import { CheckpointError } from './checkpointError.js'

/** One stored entry: its bytes are those of the file from `start` on. */
export interface ZipEntry {
  readonly name: string
  readonly start: number
  readonly length: number
}

// PKZIP APPNOTE 6.3: signatures and the lengths of the fixed parts
const END = { signature: 0x06054b50, length: 22 }
const LOCATOR = { signature: 0x07064b50, length: 20 }
const END64 = { signature: 0x06064b50, length: 56 }
const DIRECTORY = { signature: 0x02014b50, length: 46 }
const LOCAL = { signature: 0x04034b50, length: 30 }
const ZIP64_EXTRA = 1
const STORED = 0
const ENCRYPTED = 1

// 80 bytes an entry: room for 50,000 tensors
const LONGEST_DIRECTORY = 4 * 1024 * 1024

interface Located {
  readonly name: string
  readonly header: number
  readonly length: number
}

/** Whether bytes begin like a zip file. */
export const isZip = (first: Uint8Array): boolean => first.length >= 4 && viewOf(first).getUint32(0, true) === LOCAL.signature

/** The entries, by offset. Throws a CheckpointError for compressed or encrypted ones, repeated names, and entries that overlap or leave the file. */
export async function readZipDirectory(bytes: Bytes, where: string): Promise<ZipEntry[]> {
  const fail = (what: string): never => {
    throw new CheckpointError(`${where}: ${what}`)
  }
  const { count, start, end } = await findDirectory(bytes, fail)
  const located = parseDirectory(await readBytes(bytes, start, end - start), count, fail).sort((a, b) => a.header - b.header)
  const names = new Set<string>()
  const entries: ZipEntry[] = []
  for (const [index, entry] of located.entries()) {
    if (names.has(entry.name)) fail(`two entries are called "${entry.name}"`)
    names.add(entry.name)
    const limit = Math.min(start, located[index + 1]?.header ?? start)
    entries.push(await checkLocal(bytes, entry, limit, fail))
  }
  return entries
}

type Fail = (what: string) => never

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** A 64-bit size or offset; what is beyond 2 ** 53 lies outside of any file, so it need not be exact. */
const uint64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true))

/** Where the directory lies. It must end where its end record starts, and that must be the end of the file, so that no two readers see two directories. */
async function findDirectory(bytes: Bytes, fail: Fail): Promise<{ count: number; start: number; end: number }> {
  const last = END.length + LOCATOR.length
  const tail = await readBytes(bytes, Math.max(0, bytes.size - last), Math.min(last, bytes.size))
  const record = tail.length - END.length
  const view = viewOf(tail)
  if (record < 0 || view.getUint32(record, true) !== END.signature || view.getUint16(record + 20, true) !== 0) {
    return fail('it does not end like a zip file. Is it whole?')
  }
  let [count, length, start] = [view.getUint16(record + 10, true), view.getUint32(record + 12, true), view.getUint32(record + 16, true)]
  let end = bytes.size - END.length
  if (record === LOCATOR.length && view.getUint32(0, true) === LOCATOR.signature) {
    const at = uint64(view, 8)
    if (at !== end - LOCATOR.length - END64.length)
      return fail(`its zip64 record is said to be at byte ${at}, expected it before its locator`)
    const wide = viewOf(await readBytes(bytes, at, END64.length))
    if (wide.getUint32(0, true) !== END64.signature) return fail(`byte ${at} does not start a zip64 record`)
    ;[count, length, start, end] = [uint64(wide, 32), uint64(wide, 40), uint64(wide, 48), at]
  }
  if (start + length !== end) return fail(`its directory is said to fill bytes ${start} to ${start + length}, expected it to end at ${end}`)
  if (length > LONGEST_DIRECTORY) return fail(`its directory takes ${length} bytes, expected at most ${LONGEST_DIRECTORY}`)
  if (count * DIRECTORY.length > length) return fail(`its directory of ${length} bytes is said to hold ${count} entries`)
  return { count, start, end }
}

function parseDirectory(directory: Uint8Array, count: number, fail: Fail): Located[] {
  const view = viewOf(directory)
  const entries: Located[] = []
  let at = 0
  for (let index = 0; index < count; index++) {
    if (at + DIRECTORY.length > directory.length || view.getUint32(at, true) !== DIRECTORY.signature) {
      fail(`entry ${index} of its directory is broken`)
    }
    const nameEnd = at + DIRECTORY.length + view.getUint16(at + 28, true)
    const extraEnd = nameEnd + view.getUint16(at + 30, true)
    const next = extraEnd + view.getUint16(at + 32, true)
    if (next > directory.length) fail(`entry ${index} of its directory is cut`)
    const name = decodeName(directory.subarray(at + DIRECTORY.length, nameEnd), index, fail)
    if ((view.getUint16(at + 8, true) & ENCRYPTED) !== 0) fail(`entry "${name}" is encrypted`)
    const method = view.getUint16(at + 10, true)
    if (method !== STORED)
      fail(`entry "${name}" is compressed (method ${method}), expected it stored, as torch.save does. Is it a TorchScript program?`)
    const wide = wideFields(view, nameEnd, extraEnd)
    // zip64: what does not fit 32 bits is all ones, and stands in the extra field, in this order
    const [length, packed, header] = [at + 24, at + 20, at + 42].map((place) => {
      const narrow = view.getUint32(place, true)
      return narrow === 0xffffffff ? (wide.shift() ?? fail(`entry "${name}" has no zip64 sizes`)) : narrow
    })
    if (length === undefined || header === undefined || length !== packed) {
      return fail(`entry "${name}" takes ${packed} bytes and is said to hold ${length}, expected the same: it is stored`)
    }
    entries.push({ name, header, length })
    at = next
  }
  if (at !== directory.length) fail(`its directory holds ${directory.length - at} bytes after its ${count} entries`)
  return entries
}

function decodeName(bytes: Uint8Array, index: number, fail: Fail): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return fail(`the name of entry ${index} is not valid UTF-8`)
  }
}

/** The 64-bit numbers of an entry's zip64 extra field, where it has one. */
function wideFields(view: DataView, start: number, end: number): number[] {
  for (let at = start; at + 4 <= end;) {
    const next = at + 4 + view.getUint16(at + 2, true)
    if (view.getUint16(at, true) === ZIP64_EXTRA && next <= end) {
      return Array.from({ length: Math.floor((next - at - 4) / 8) }, (_, i) => uint64(view, at + 4 + 8 * i))
    }
    at = next
  }
  return []
}

/** The entry's own header must agree with the directory, and its data must end before `limit`. */
async function checkLocal(bytes: Bytes, { name, header, length }: Located, limit: number, fail: Fail): Promise<ZipEntry> {
  const encoded = new TextEncoder().encode(name)
  const fixed = LOCAL.length + encoded.length
  if (header + fixed > limit)
    fail(`entry "${name}" is said to start at byte ${header}, expected it before byte ${limit}, where the next part is`)
  const local = await readBytes(bytes, header, fixed)
  const view = viewOf(local)
  if (view.getUint32(0, true) !== LOCAL.signature) fail(`byte ${header} does not start an entry, expected "${name}"`)
  if (
    view.getUint16(8, true) !== STORED ||
    view.getUint16(26, true) !== encoded.length ||
    !encoded.every((x, i) => local[LOCAL.length + i] === x)
  ) {
    fail(`the header of entry "${name}" contradicts the directory`)
  }
  const start = header + fixed + view.getUint16(28, true)
  if (start + length > limit)
    fail(`entry "${name}" spans bytes ${start} to ${start + length}, beyond byte ${limit}, where the next part starts`)
  return { name, start, length }
}
