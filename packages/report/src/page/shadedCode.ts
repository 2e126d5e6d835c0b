import type { Span, ViewedRecord } from '../recordView.js'
import { html, type Markup, type Piece } from './markup.js'

/** Longest code that is shown, in UTF-16 units; what is longer is cut, and says so. */
export const longestCode = 20_000

/** Levels of shading above none. */
export const levels = 4

/** The code with each unit shaded by its share of the highest suspicion (where units lie in each other: the highest of them), and what was planted outlined. */
export function shadedCode({ code, units, planted }: Pick<ViewedRecord, 'code' | 'units' | 'planted'>): Markup {
  const length = Math.min(code.length, longestCode)
  const shade = shades(units, length)
  const inPlanted = new Uint8Array(length)
  for (const [start, end] of planted) inPlanted.fill(1, clamped(start, length), clamped(end, length))
  const pieces: Piece[] = []
  for (const [from, to] of stretches(inPlanted)) {
    const inside = stretches(shade.subarray(from, to)).map(([a, b]): Piece => {
      const level = shade[from + a] ?? 0
      const text = code.slice(from + a, from + b)
      return level === 0 ? text : html`<span class="s${level}">${text}</span>`
    })
    pieces.push(inPlanted[from] === 1 ? html`<mark class="planted">${inside}</mark>` : inside)
  }
  const cut = code.length > length ? html` <em>… ${code.length - length} more characters are not shown</em>` : null
  return html`<pre class="code">${pieces}${cut}</pre>`
}

/** The level of every character, 0 to `levels`. */
function shades(units: ViewedRecord['units'], length: number): Uint8Array {
  const shade = new Uint8Array(length)
  const highest = units.reduce((most, { score }) => (Number.isFinite(score) ? Math.max(most, score) : most), 0)
  if (highest <= 0) return shade
  const levelled = units.map(({ spans, score }) => ({
    spans,
    level: Math.round((levels * Math.min(Math.max(score, 0), highest)) / highest),
  }))
  for (const { spans, level } of levelled.sort((a, b) => a.level - b.level))
    for (const [start, end] of spans) shade.fill(level, clamped(start, length), clamped(end, length))
  return shade
}

/** Where equal values stand beside each other. */
function stretches(values: Uint8Array): Span[] {
  const found: Span[] = []
  let start = 0
  for (let i = 1; i <= values.length; i++) {
    if (i < values.length && values[i] === values[start]) continue
    if (start < i) found.push([start, i])
    start = i
  }
  return found
}

function clamped(offset: number, length: number): number {
  return Math.min(Math.max(Number.isFinite(offset) ? offset : 0, 0), length)
}
