import type { Random } from '@codepurify/metrics'

/** A corrupted sequence, and for the places that still hold a masked, replaced or kept token the id that stood there. */
export interface Corrupted {
  readonly ids: readonly number[]
  readonly positions: readonly number[]
  readonly labels: readonly number[]
}

/** What `corrupt` needs to know of the vocabulary. */
export interface CorruptOptions {
  readonly maskId: number
  /** Ordinary tokens have the ids from here ... */
  readonly firstOrdinary: number
  /** ... to below here. */
  readonly endOrdinary: number
  readonly random: Random
}

const spanStartRate = 0.1
const untouchedRate = 0.15
const spanLengths = [1, 1, 1, 2, 3, 4]

type Edit = 'mask' | 'replace' | 'keep' | 'delete' | 'insert'
// of ten spans, six are masked; RoBERTa's 80/10/10, with room for the deletions and insertions that teach a decoder to realign
const edits: readonly Edit[] = ['mask', 'mask', 'mask', 'mask', 'mask', 'mask', 'replace', 'keep', 'delete', 'insert']

/**
 * Noise for masked-LM and denoising learning at once: short spans are masked, replaced, kept, deleted or pushed aside by inserted tokens;
 * one sequence in seven stays whole, so that a decoder also learns plain copying. Every masked, replaced or kept place gets a label.
 */
export function corrupt(ids: readonly number[], { maskId, firstOrdinary, endOrdinary, random }: CorruptOptions): Corrupted {
  if (random.next() < untouchedRate) return { ids, positions: [], labels: [] }
  const ordinary = (): number => firstOrdinary + random.integer(endOrdinary - firstOrdinary)
  const noisy: number[] = []
  const positions: number[] = []
  const labels: number[] = []
  const label = (shown: number, id: number): void => {
    positions.push(noisy.length)
    labels.push(id)
    noisy.push(shown)
  }
  const apply: Record<Edit, (span: readonly number[]) => void> = {
    mask: (span) => span.forEach((id) => label(maskId, id)),
    replace: (span) => span.forEach((id) => label(ordinary(), id)),
    keep: (span) => span.forEach((id) => label(id, id)),
    delete: () => undefined,
    insert: (span) => noisy.push(...span.map(ordinary), ...span),
  }
  for (let i = 0; i < ids.length;) {
    if (random.next() < spanStartRate) {
      const span = ids.slice(i, i + random.pick(spanLengths))
      apply[random.pick(edits)](span)
      i += span.length
    } else {
      noisy.push(ids[i] ?? maskId)
      i += 1
    }
  }
  return { ids: noisy, positions, labels }
}
