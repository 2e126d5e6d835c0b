import type { FunctionRecord } from '@codepurify/dataset'
import type { Random } from '@codepurify/metrics'
import type { Language } from '@codepurify/syntax'

/** Another function that does something else, and whether it looks alike. */
export interface UnlikeFunction {
  readonly kind: 'similar' | 'different'
  readonly second: FunctionRecord
}

/** From and to which share of common tokens (Jaccard) two functions that do something else are a hard negative. */
export const similarity = { from: 0.3, to: 0.7 } as const

const lengthRatio = 1.2
const tries = 40

/** Finds functions that are no clones of a given one: of the same split and about its length (at most 1.2 times), with another key, name and shape. */
export class Unlike {
  readonly #bySplit = new Map<string, FunctionRecord[]>()
  readonly #words = new Map<string, ReadonlySet<string>>()
  readonly #language: Language
  #similar = 0
  #different = 0

  constructor(functions: readonly FunctionRecord[], language: Language) {
    this.#language = language
    for (const record of [...functions].sort((a, b) => a.tokens - b.tokens || (a.id < b.id ? -1 : 1))) {
      const part = this.#bySplit.get(record.split) ?? []
      this.#bySplit.set(record.split, part)
      part.push(record)
    }
  }

  /** One such function, hard or easy so that both kinds come out about equally often; undefined where there is none among 40 drawn. */
  draw(first: FunctionRecord, random: Random): UnlikeFunction | undefined {
    const sorted = this.#bySplit.get(first.split) ?? []
    const from = firstAtLeast(sorted, first.tokens / lengthRatio)
    const to = firstAtLeast(sorted, first.tokens * lengthRatio + 1e-9)
    const wanted = this.#similar <= this.#different ? 'similar' : 'different'
    let found: UnlikeFunction | undefined
    for (let i = 0; i < tries && to > from && found?.kind !== wanted; i++) {
      const second = sorted[from + random.integer(to - from)]
      if (second === undefined || second.key === first.key || second.name === first.name || second.type2 === first.type2) continue
      const share = jaccard(this.#wordsOf(first), this.#wordsOf(second))
      if (share <= similarity.to) found = { kind: share >= similarity.from ? 'similar' : 'different', second }
    }
    if (found?.kind === 'similar') this.#similar += 1
    if (found?.kind === 'different') this.#different += 1
    return found
  }

  #wordsOf({ id, code }: FunctionRecord): ReadonlySet<string> {
    const known = this.#words.get(id)
    if (known !== undefined) return known
    const words = new Set(
      this.#language
        .parse(code)
        .tokens()
        .map(({ text }) => text),
    )
    this.#words.set(id, words)
    return words
  }
}

/** The share of the tokens of both sets that stand in both. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0
  for (const word of a) if (b.has(word)) common += 1
  return common === 0 ? 0 : common / (a.size + b.size - common)
}

function firstAtLeast(sorted: readonly FunctionRecord[], tokens: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle]?.tokens ?? Infinity) < tokens) low = middle + 1
    else high = middle
  }
  return low
}
