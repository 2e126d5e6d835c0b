import { visible } from '../visible.js'

/** HTML that may stand in a page: made by `html`, so that what came in as text is escaped. */
export interface Markup {
  readonly markup: string
}

/** What a template takes: text (escaped), numbers, markup, lists of these; false and null are nothing. */
export type Piece = string | number | false | null | Markup | readonly Piece[]

/** The template for HTML: every value that is not markup itself is escaped, and its control characters are shown. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return { markup: strings.map((text, i) => (i === 0 ? text : written(pieces[i - 1] ?? null) + text)).join('') }
}

/** Markup that comes from us and holds no text of a record (a style sheet, a drawing that escaped its own labels). */
export function trusted(markup: string): Markup {
  return { markup }
}

function written(piece: Piece): string {
  if (piece === null || piece === false) return ''
  if (typeof piece === 'string' || typeof piece === 'number') return escaped(String(piece))
  return 'markup' in piece ? piece.markup : piece.map(written).join('')
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/gu, (character) => entities[character] ?? '')
}
