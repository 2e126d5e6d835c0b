import { PAPER_IDENTIFIER_MASKS, paperReplace, unitText, type Source } from '@codepurify/entropy'
import { overlaps, type Token, type Unit } from '@codepurify/syntax'
import type { Piece } from '@codepurify/tokenizer'

const mask: Piece = { special: 'mask' }

/** C11's keywords and `__func__`: the official code exempts them for Java as well. */
const C_KEYWORDS = (
  'auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static ' +
  'struct switch typedef union unsigned void volatile while _Alignas _Alignof _Atomic _Bool _Complex _Generic _Imaginary _Noreturn _Static_assert _Thread_local __func__'
).split(' ')
/** Punctuation that the Java variants exempt; neither `;` nor `==`. */
const JAVA_PUNCTUATION = '[ ] : , . ( ) { } = += -= < > + - * / |'.split(' ')
const exempt = new Set([...C_KEYWORDS, ...JAVA_PUNCTUATION])

/**
 * The text with the unit masked as the official code does for Java (field-guide §A1.3): three masks at every occurrence of an identifier; a statement's tokens one mask
 * each unless exempt, joined without spaces, at every equal statement. `tokens` are the lexical tokens of `code`, to which the unit's spans refer.
 */
export function paperMasks(code: string, tokens: readonly Token[], unit: Unit): Source {
  const filling = unit.kind === 'identifier' ? Array.from({ length: PAPER_IDENTIFIER_MASKS }, () => mask) : statementMasks(tokens, unit)
  return paperReplace(code.trim(), { kind: unit.kind, text: unitText(code, unit) }, filling)
}

function statementMasks(tokens: readonly Token[], { spans }: Unit): Piece[] {
  const [span] = spans
  if (!span) return []
  return tokens.filter((token) => overlaps(token.span, span)).map(({ text }) => (exempt.has(text) ? text : mask))
}
