/** Share of changed lexemes that may go unexplained: a model that copies slips now and then. */
const SLIPS = 0.2

/**
 * True when an edit of the input explains what changed in the answer, but for a few slips of the model: what the answer lost stood in the removed text, and what
 * it gained stands in the inserted one. So it is for a clean record, whose answer follows its input; an attacker's answer, once its trigger is gone, gives
 * way to another text.
 */
export function explainedByEdit(
  before: string,
  after: string,
  edits: readonly { readonly removed: string; readonly inserted: string }[],
): boolean {
  const removed = wordsOf(edits.map((edit) => edit.removed))
  const inserted = wordsOf(edits.map((edit) => edit.inserted))
  const [lost, gained] = [missing(before, after), missing(after, before)]
  const unexplained = lost.filter((lexeme) => !within(lexeme, removed)).length + gained.filter((lexeme) => !within(lexeme, inserted)).length
  return unexplained <= SLIPS * (lost.length + gained.length)
}

/** Lexemes of `from` that `text` has fewer of, each once. */
function missing(from: string, text: string): string[] {
  const counts = new Map<string, number>()
  for (const lexeme of lexemes(from)) counts.set(lexeme, (counts.get(lexeme) ?? 0) + 1)
  for (const lexeme of lexemes(text)) counts.set(lexeme, (counts.get(lexeme) ?? 0) - 1)
  return [...counts].filter(([, count]) => count > 0).map(([lexeme]) => lexeme)
}

/** The words of names in texts, in lower case: a sentence says "color" of what the code calls `getColor`. */
const wordsOf = (texts: readonly string[]): Set<string> => new Set(texts.flatMap(lexemes).flatMap(words))

const within = (lexeme: string, known: ReadonlySet<string>): boolean => words(lexeme).every((word) => known.has(word))

/** `getHTMLColor2` is get, html, color, 2. */
const words = (lexeme: string): string[] =>
  (lexeme.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|[^\p{Lu}\p{Ll}\p{N}_]/gu) ?? [lexeme]).map((word) => word.toLowerCase())

const lexemes = (text: string): string[] => text.match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu) ?? []
