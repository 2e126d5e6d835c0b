/** How text is coloured; every function gives its text back unchanged when the stream takes no colour. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  /** White on red: what an attacker planted. */
  readonly alarm: (text: string) => string
  readonly coloured: boolean
}

const same = (text: string): string => text
const escape = (on: number | string, off: number | string) => (text: string) => `\u001B[${on}m${text}\u001B[${off}m`

/** No colour at all: for files, pipes and tests. */
export const plain: Paint = { bold: same, dim: same, red: same, green: same, alarm: same, coloured: false }

const coloured: Paint = {
  bold: escape(1, 22),
  dim: escape(2, 22),
  red: escape(31, 39),
  green: escape(32, 39),
  alarm: escape('41;97', '49;39'),
  coloured: true,
}

/** Colour for a terminal, none for a pipe or where NO_COLOR is set to anything (no-color.org). */
export function paintFor(stream: { readonly isTTY?: boolean }, environment: Readonly<Record<string, string | undefined>>): Paint {
  return stream.isTTY === true && !environment['NO_COLOR'] ? coloured : plain
}
