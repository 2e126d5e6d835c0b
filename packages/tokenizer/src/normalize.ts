/** Where a place in the normal text comes from in the text as it was given. */
export interface Origin {
  starts(at: number): number
  ends(at: number): number
}

/** A text as the vocabulary wants it; `origin` only where places have moved. */
export interface Normalized {
  readonly normal: string
  readonly origin?: Origin
}

/** Lower-cases each character for itself (no final sigma, as Hugging Face's Lowercase) and puts a space in front, where the vocabulary was made so. */
export function normalize(
  text: string,
  { lowercase, addPrefixSpace }: { readonly lowercase: boolean; readonly addPrefixSpace: boolean },
): Normalized {
  if (!lowercase && !addPrefixSpace) return { normal: text }
  const characters = lowercase ? Array.from(text, (character) => character.toLowerCase()) : Array.from(text)
  const front = addPrefixSpace && text.length > 0 && characters[0] !== ' ' ? 1 : 0
  const starts: number[] = front === 1 ? [0] : []
  const ends: number[] = front === 1 ? [0] : []
  let at = 0
  let i = 0
  for (const original of text) {
    const length = characters[i++]?.length ?? 0
    for (let unit = 0; unit < length; unit++) {
      const same = length === original.length
      starts.push(same ? at + unit : at)
      ends.push(same ? at + unit + 1 : at + original.length)
    }
    at += original.length
  }
  const origin: Origin = { starts: (place) => starts[place] ?? text.length, ends: (place) => ends[place - 1] ?? 0 }
  return { normal: (front === 1 ? ' ' : '') + characters.join(''), origin }
}
