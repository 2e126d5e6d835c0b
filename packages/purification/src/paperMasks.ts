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

/** What the official lexer of a language makes of a statement. */
interface Masking {
  /** Tokens that are not masked. */
  readonly visible: ReadonlySet<string>
  /** Literals of which both quotes and every escape sequence are tokens, and what else is in them none. */
  readonly quoted?: RegExp
}

const ofC: Masking = { visible: new Set(C_KEYWORDS), quoted: /^(?:L|u8?|U)?['"]/u }
const ofOthers: Masking = { visible: new Set([...C_KEYWORDS, ...JAVA_PUNCTUATION]) }

/**
 * The text with the unit masked as the official code does: three masks at every occurrence of an identifier; a statement's tokens one mask
 * each unless exempt, joined without spaces, at every equal statement.
 */
export function paperMasks(code: string, unit: Unit, language: Pick<Language, 'parse' | 'name'>): Source {
  const text = unitText(code, unit)
  const filling =
    unit.kind === 'identifier'
      ? Array.from({ length: PAPER_IDENTIFIER_MASKS }, () => mask)
      : statementMasks(language.parse(text), language.name === 'c' ? ofC : ofOthers)
  return paperReplace(code.trim(), { kind: unit.kind, text }, filling)
}

/** The statement is parsed alone, so that a token which the parser misses there (the `;` of a bare header) is one mask more. */
function statementMasks(statement: Syntax, { visible, quoted }: Masking): Piece[] {
  const missing = statement.errors.filter(([start, end]) => start === end).map((span) => ({ text: '', span }))
  return [...statement.tokens(), ...missing]
    .sort((a, b) => a.span[0] - b.span[0])
    .flatMap(({ text }) => (quoted?.test(text) === true ? quotedMasks(text) : [visible.has(text) ? text : mask]))
}

function quotedMasks(literal: string): Piece[] {
  const escapes = [...literal.matchAll(/\\(?:[0-7]{1,3}|x[\da-f]+|u[\da-f]{4}|U[\da-f]{8}|.)/giu)]
  return Array.from({ length: 2 + escapes.length }, () => mask)
}
