import type { AddedToken } from './vocabulary.js'

/** A stretch of a text: an added token with its id, or what is between two of them. */
export interface Section {
  readonly start: number
  readonly end: number
  readonly id?: number
}

// Python's str.strip: Unicode white space and the four ASCII separators.
const space = /[\p{White_Space}\x1c-\x1f]/u

/** Cuts a text at the added tokens that are written out in it, the longest first, and strips the text beside them as each token says. Empty stretches are left out. */
export function specialSections(text: string, added: readonly AddedToken[]): Section[] {
  const byContent = new Map(added.map((token) => [token.content, token]))
  const contents = [...byContent.keys()].sort((a, b) => b.length - a.length)
  if (contents.length === 0) return text === '' ? [] : [{ start: 0, end: text.length }]
  const sections: Section[] = []
  let start = 0
  let left: AddedToken | undefined
  for (const match of text.matchAll(new RegExp(contents.map(escaped).join('|'), 'gu'))) {
    const token = byContent.get(match[0])
    if (!token) continue
    pushText(sections, text, start, match.index, left, token)
    start = match.index + match[0].length
    sections.push({ start: match.index, end: start, id: token.id })
    left = token
  }
  pushText(sections, text, start, text.length, left, undefined)
  return sections
}

function pushText(
  sections: Section[],
  text: string,
  from: number,
  to: number,
  left: AddedToken | undefined,
  right: AddedToken | undefined,
): void {
  let start = from
  let end = to
  if (left?.rstrip) while (start < end && space.test(text.charAt(start))) start += 1
  if (right?.lstrip) while (start < end && space.test(text.charAt(end - 1))) end -= 1
  if (start < end) sections.push({ start, end })
}

function escaped(content: string): string {
  return content.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
