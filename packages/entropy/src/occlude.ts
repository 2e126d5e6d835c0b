import type { Span } from '@codepurify/syntax'
import type { Piece } from '@codepurify/tokenizer'
import type { Source, Victim } from './victim.js'

const unknown: Piece = { special: 'unk' }

/** The code with one `<unk>` (or nothing) in place of every span; spans (UTF-16, any order) that overlap or touch inside each other hide behind one. */
export function occlude(code: string, spans: readonly Span[], by: Victim['hides'] = 'unk'): Source {
  return replaceSpans(code, spans, by === 'nothing' ? [] : [unknown])
}

/** The code as pieces, with `filling` in place of every span; overlapping spans are merged first. */
export function replaceSpans(code: string, spans: readonly Span[], filling: readonly Piece[]): Source {
  const pieces: Piece[] = []
  let end = 0
  for (const [start, stop] of merged(spans)) {
    if (start > end) pieces.push(code.slice(end, start))
    pieces.push(...filling)
    end = stop
  }
  if (end < code.length || pieces.length === 0) pieces.push(code.slice(end))
  return joined(pieces)
}

/** The same text with neighbouring texts as one piece, for a tokenizer reads every piece on its own. */
export function joined(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = []
  for (const piece of pieces) {
    const last = out[out.length - 1]
    if (typeof piece === 'string' && typeof last === 'string') out[out.length - 1] = last + piece
    else out.push(piece)
  }
  return out
}

function merged(spans: readonly Span[]): Span[] {
  const out: Span[] = []
  for (const span of [...spans].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = out[out.length - 1]
    if (last && span[0] < last[1]) out[out.length - 1] = [last[0], Math.max(last[1], span[1])]
    else out.push(span)
  }
  return out
}
