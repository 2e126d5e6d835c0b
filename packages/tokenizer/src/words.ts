// GPT-2's pre-tokenisation (Radford et al., 2019, `encoder.py`). White space is Unicode's property: JavaScript's \s takes U+FEFF in and leaves U+0085 out.
const word =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu

/** The most UTF-16 units that one word may have: longer ones are cut, so that a hostile text costs time in proportion to its length. */
export const longestWord = 4096

/** Cuts a text into the words that byte-level BPE looks at one by one; together they are the text. */
export function words(text: string): string[] {
  const found = text.match(word) ?? []
  return found.some((piece) => piece.length > longestWord) ? found.flatMap(cut) : found
}

function cut(piece: string): string[] {
  const parts: string[] = []
  let start = 0
  while (start < piece.length) {
    let end = Math.min(start + longestWord, piece.length)
    if (end < piece.length && isHighSurrogate(piece.charCodeAt(end - 1))) end -= 1
    parts.push(piece.slice(start, end))
    start = end
  }
  return parts
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}
