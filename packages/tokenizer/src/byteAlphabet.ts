/**
 * Byte-level BPE writes every byte as one printable character: bytes that print as themselves stay, the other 68 become U+0100, U+0101, … in order.
 * Source: Radford et al., GPT-2 (2019), `bytes_to_unicode`.
 */
export const byteCharacters: readonly string[] = makeCharacters()

const bytesOf: ReadonlyMap<string, number> = new Map(byteCharacters.map((character, byte) => [character, byte]))

function makeCharacters(): string[] {
  const prints = (byte: number): boolean => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad)
  let moved = 0x100
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(prints(byte) ? byte : moved++))
}

/**
 * The bytes of a text: UTF-8, and three bytes for a surrogate that stands alone (WTF-8), so that every string survives the way there and back.
 */
export function toBytes(text: string): number[] {
  const bytes: number[] = []
  for (const character of text) pushBytes(character.codePointAt(0) ?? 0, bytes)
  return bytes
}

function pushBytes(point: number, bytes: number[]): void {
  if (point < 0x80) bytes.push(point)
  else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 0x3f))
  else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f))
  else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f))
}

/** The text in the byte alphabet, one character for each of its bytes. */
export function toByteLevel(text: string): string {
  let spelled = ''
  for (const byte of toBytes(text)) spelled += byteCharacters[byte] ?? ''
  return spelled
}

/**
 * The text that tokens in the byte alphabet stand for; bytes that are no UTF-8 (a model may produce such) become U+FFFD.
 * Throws when a character is not of the byte alphabet.
 */
export function fromByteLevel(spelled: string): string {
  const bytes = new Uint8Array(spelled.length)
  for (let i = 0; i < spelled.length; i++) {
    const byte = bytesOf.get(spelled.charAt(i))
    if (byte === undefined) {
      throw new RangeError(`"${spelled}" holds "${spelled.charAt(i)}", which no byte is written as. Is this a byte-level vocabulary?`)
    }
    bytes[i] = byte
  }
  return fromBytes(bytes)
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

function fromBytes(bytes: Uint8Array): string {
  let text = ''
  let done = 0
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 1)) {
    const middle = bytes[at + 1] ?? 0
    const last = bytes[at + 2] ?? 0
    if (middle >= 0xa0 && middle < 0xc0 && last >= 0x80 && last < 0xc0) {
      text += utf8.decode(bytes.subarray(done, at)) + String.fromCharCode(0xd000 | ((middle & 0x3f) << 6) | (last & 0x3f))
      done = at + 3
    }
  }
  return text + utf8.decode(bytes.subarray(done))
}
