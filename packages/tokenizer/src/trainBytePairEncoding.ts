import { byteCharacters, toBytes } from './byteAlphabet.js'
import { PairMerger } from './pairMerger.js'
import { Tokenizer } from './tokenizer.js'
import { toTokenizerJson } from './tokenizerJson.js'
import { layoutOf, takesSpace, type Layout, type LayoutName } from './vocabularyLayout.js'
import { words } from './words.js'

/** What to train and when to stop. */
export interface TrainingOptions {
  /** All tokens together: the special ones, 256 bytes, and merges. */
  readonly vocabularySize: number
  /** Which special tokens there are and where they stand; RoBERTa's when not given. */
  readonly layout?: LayoutName
  /** How many `<extra_id_n>` the layout 'codet5' ends with; 100 when not given, as CodeT5 has. RoBERTa's layout has none. */
  readonly extraIds?: number
  /** A pair seen less often is not merged, so the vocabulary may stay smaller. */
  readonly minimumFrequency?: number
  /** Called now and then with the merges made so far and the most there can be. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Trains a byte-level BPE tokenizer (Sennrich et al., 2016; GPT-2's words) in RoBERTa's layout (<s> <pad> </s> <unk> are 0 to 3, bytes are 4 to 259, <mask> is last)
 * or CodeT5's (<pad> <s> </s> <unk> <mask> are 0 to 4, then bytes and merges, <extra_id_99> down to <extra_id_0> are last).
 * The most frequent pair is merged first, at equal counts the one of the older tokens, so the same texts give the same vocabulary in any order.
 * No merge spells a special token. Throws a RangeError when vocabularySize cannot hold the special tokens and the bytes, or the layout has no extra ids.
 */
export function trainBytePairEncoding(
  texts: Iterable<string>,
  { vocabularySize, layout: layoutName = 'roberta', extraIds, minimumFrequency = 2, onProgress }: TrainingOptions,
): Tokenizer {
  const layout = layoutOf(layoutName, extraIds)
  const special = [...layout.front, ...layout.back]
  const smallest = special.length + byteCharacters.length
  if (!Number.isInteger(vocabularySize) || vocabularySize < smallest) {
    throw new RangeError(
      `vocabularySize is ${vocabularySize}, expected a whole number of at least ${smallest}: ${special.length} special tokens and 256 bytes`,
    )
  }
  const merger = new PairMerger(countWords(texts), byteCharacters.length)
  const tokens = [...byteCharacters]
  const merges: [string, string][] = []
  const most = vocabularySize - smallest
  const forbidden = new Set(special)
  const taken = new Set(tokens)
  while (merges.length < most) {
    const pair = merger.mostFrequent(minimumFrequency)
    if (!pair) break
    const left = tokens[pair.left] ?? ''
    const right = tokens[pair.right] ?? ''
    // a second way to the same token would need the same id; a special token must not come out of plain text
    if (forbidden.has(left + right) || taken.has(left + right)) {
      merger.forbid(pair)
      continue
    }
    merger.merge(pair, tokens.length)
    tokens.push(left + right)
    taken.add(left + right)
    merges.push([left, right])
    if (merges.length % 64 === 0) onProgress?.(merges.length, most)
  }
  onProgress?.(merges.length, most)
  return build(layout, tokens, merges)
}

function countWords(texts: Iterable<string>): { bytes: number[]; count: number }[] {
  const counts = new Map<string, number>()
  for (const text of texts) for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].map(([word, count]) => ({ bytes: toBytes(word), count }))
}

function build({ front, back }: Layout, tokens: readonly string[], merges: readonly (readonly [string, string])[]): Tokenizer {
  const ids = new Map([...front, ...tokens, ...back].map((token, id) => [token, id]))
  const added = [...front, ...back].map((content) => ({ id: ids.get(content) ?? 0, content, lstrip: takesSpace(content), rstrip: false }))
  return Tokenizer.fromJson(toTokenizerJson({ ids, merges, added, lowercase: false, addPrefixSpace: false, ignoreMerges: false }))
}
