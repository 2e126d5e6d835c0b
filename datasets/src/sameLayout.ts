import type { Language } from '@codepurify/syntax'

/**
 * Lays a function out by its tokens: between two of them stand a line break with its indentation, one space, or nothing, as in the text; empty lines and
 * spaces in a row go. What is not white space between tokens (comments, preprocessor lines) stays as it is.
 */
export function sameLayout(code: string, language: Language): string {
  let text = ''
  let at = 0
  for (const {
    span: [start, end],
  } of language.parse(code).tokens()) {
    const gap = code.slice(at, start)
    text += (at === 0 ? '' : gap.trim() === '' ? plainGap(gap) : gap) + code.slice(start, end)
    at = end
  }
  return text + code.slice(at).trimEnd()
}

function plainGap(gap: string): string {
  const line = gap.lastIndexOf('\n')
  return line >= 0 ? gap.slice(line) : gap === '' ? '' : ' '
}
