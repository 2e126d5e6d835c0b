/** How often each stretch of `order` tokens occurs; the tokens hold no white space. */
export function ngrams(tokens: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (let i = 0; i + order <= tokens.length; i++) {
    const ngram = order === 1 ? (tokens[i] ?? '') : tokens.slice(i, i + order).join(' ')
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1)
  }
  return counts
}

/** How many of the counted things the other side has as well, each as often as the rarer side has it. */
export function overlap(counts: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): number {
  let matches = 0
  for (const [ngram, count] of counts) matches += Math.min(count, others.get(ngram) ?? 0)
  return matches
}
