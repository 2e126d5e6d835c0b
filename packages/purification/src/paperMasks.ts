import { PAPER_IDENTIFIER_MASKS, paperReplace, unitText, type Source } from '@codepurify/entropy'
import type { Language, Syntax, Unit } from '@codepurify/syntax'
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
 * each unless exempt, joined without spaces, at every equal statement.
 */
export function paperMasks(code: string, unit: Unit, language: Pick<Language, 'parse'>): Source {
  const text = unitText(code, unit)
  const filling =
    unit.kind === 'identifier' ? Array.from({ length: PAPER_IDENTIFIER_MASKS }, () => mask) : statementMasks(language.parse(text))
  return paperReplace(code.trim(), { kind: unit.kind, text }, filling)
}

/** The statement is parsed alone, so that a token which the parser misses there (the `;` of a bare header) is one mask more. */
function statementMasks(statement: Syntax): Piece[] {
  const missing = statement.errors.filter(([start, end]) => start === end).map((span) => ({ text: '', span }))
  return [...statement.tokens(), ...missing].sort((a, b) => a.span[0] - b.span[0]).map(({ text }) => (exempt.has(text) ? text : mask))
}
