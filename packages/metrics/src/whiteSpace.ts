// What Python's str.split and str.strip take for white space; JavaScript's \s has U+FEFF and lacks the last five.
const space = /[\p{White_Space}\x1c-\x1f]+/u

/** The stretches of a text between white space, as Python's `str.split()`. */
export function split(text: string): string[] {
  return text.split(space).filter((token) => token !== '')
}

/** A text without the white space around it, as Python's `str.strip()`. */
export function strip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && space.test(text.charAt(start))) start += 1
  while (start < end && space.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}
