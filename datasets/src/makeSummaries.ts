import type { FunctionRecord, SummaryRecord } from '@codepurify/dataset'

/** How many functions may share a sentence before it says too little about each. */
export const mostSharing = 3

/**
 * Makes code-summarization records out of the documented functions: the code and the first sentence of its comment. Left out, and counted by `onLeft`: sentences
 * that more than three functions share, and functions of valid and test whose sentence also stands in the training part. The split is the function's own.
 */
export function* makeSummaries(
  functions: readonly FunctionRecord[],
  { onFunction = () => {}, onLeft = () => {} }: { onFunction?: () => void; onLeft?: (reason: string) => void } = {},
): Iterable<SummaryRecord> {
  const sharing = new Map<string, number>()
  const trained = new Set<string>()
  for (const { doc, split } of functions) {
    if (doc === undefined) continue
    sharing.set(plain(doc), (sharing.get(plain(doc)) ?? 0) + 1)
    if (split === 'train') trained.add(plain(doc))
  }
  for (const { id, code, doc, language, split, source } of functions) {
    onFunction()
    if (doc === undefined) continue
    const sentence = plain(doc)
    if ((sharing.get(sentence) ?? 0) > mostSharing) onLeft('shared sentence')
    else if (split !== 'train' && trained.has(sentence)) onLeft('sentence of the training part')
    else yield { id, code, summary: doc, language, split, source }
  }
}

function plain(sentence: string): string {
  return sentence
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
