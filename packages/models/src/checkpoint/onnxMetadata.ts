/** @file Free text in an .onnx file. A protobuf message followed by more of its fields is that message with these fields, so the file need not be parsed. */

// ModelProto.metadata_props (onnx.proto), a repeated message of key (1) and value (2), all with lengths in front
const METADATA_FIELD = 14
const WITH_LENGTH = 2

/** The file with these entries added to its metadata. */
export function withMetadata(model: Uint8Array, entries: Readonly<Record<string, string>>): Uint8Array {
  const parts = Object.entries(entries).map(([key, value]) => field(METADATA_FIELD, join([field(1, utf8(key)), field(2, utf8(value))])))
  return join([model, ...parts])
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function field(number: number, content: Uint8Array): Uint8Array {
  return join([varint(8 * number + WITH_LENGTH), varint(content.length), content])
}

/** Seven bits a byte, the lowest first; all but the last have the eighth bit set. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Uint8Array.from([...bytes, rest])
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
