/** Characters of a word that is looked for at least: what is shorter stands in any sentence. */
const SHORTEST = 3
/** The same of a word of the sentence that is the beginning of one of the text: `param` of `parameter`, not `the` of `theme`. */
const SHORTEST_BEGINNING = 4

/**
 * Where a sentence repeats the words of a text: the spans of its words that begin as a word of the text does, whatever the case (names are taken apart at capitals and at digits), in UTF-16 offsets, ascending.
 * `paints` repeats `paint`, `listview` repeats `listView`.
 */
export function echoes(sentence: string, text: string): (readonly [number, number])[] {
  const known = [...new Set(wordsOf(text).map(({ word }) => word))]
  const repeats = (word: string): boolean =>
    known.some((own) => (own.length >= SHORTEST && word.startsWith(own)) || (word.length >= SHORTEST_BEGINNING && own.startsWith(word)))
  return wordsOf(sentence).flatMap(({ word, span }) => (repeats(word) ? [span] : []))
}

function wordsOf(text: string): { readonly word: string; readonly span: readonly [number, number] }[] {
  return [...text.matchAll(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lo}+/gu)].map(({ 0: word, index }) => ({
    word: word.toLowerCase(),
    span: [index, index + word.length],
  }))
}
