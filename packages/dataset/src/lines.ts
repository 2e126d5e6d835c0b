const newline = 10

/** A line as bytes, without its line end; `bytes` is absent where the line is longer than the limit. `ended` says whether a line end followed. */
export interface ByteLine {
  readonly line: number
  readonly bytes?: Uint8Array
  readonly length: number
  readonly ended: boolean
}

/**
 * Splits a stream of bytes into lines, holding at most `limit` bytes of one line: a longer one is passed over and reported by its length alone.
 * CRLF counts as a line end; the last line may have none.
 */
export async function* byteLines(chunks: AsyncIterable<Uint8Array>, limit: number): AsyncIterable<ByteLine> {
  let parts: Uint8Array[] = []
  let length = 0
  let line = 1
  const take = (part: Uint8Array): void => {
    length += part.byteLength
    if (length <= limit) parts.push(part)
    else parts = []
  }
  const finish = (ended: boolean): ByteLine => {
    const whole = length <= limit ? { bytes: withoutReturn(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)) } : {}
    const finished = { line, length, ended, ...whole }
    parts = []
    length = 0
    line += 1
    return finished
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      take(chunk.subarray(start, end))
      start = end + 1
      yield finish(true)
    }
    if (start < chunk.byteLength) take(chunk.subarray(start))
  }
  if (length > 0) yield finish(false)
}

function withoutReturn(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === 13 ? bytes.subarray(0, -1) : bytes
}
