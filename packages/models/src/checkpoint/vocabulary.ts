import { CheckpointError } from './checkpointError.js'

/** Throws where a parsed tokenizer.json gives ids that a model of `size` words has no row for; other faults of a tokenizer are for its own reader to find. */
export function expectVocabulary(tokenizer: unknown, size: number, where: string): void {
  const { model, added_tokens: added } = asObject(tokenizer)
  const words = Object.entries(asObject(asObject(model)['vocab']))
  const more = Array.isArray(added) ? added.map(asObject).map(({ content, id }) => [String(content), id] as const) : []
  let beyond = 0
  let example: readonly [string, unknown] | undefined
  for (const entry of [...words, ...more]) {
    if (typeof entry[1] !== 'number' || entry[1] < size) continue
    beyond++
    example ??= entry
  }
  if (!example) return
  throw new CheckpointError(
    `${where}: ${beyond} of its tokens have ids from ${size} on, as ${JSON.stringify(example[0])} with ${String(example[1])}, but config.json says vocab_size ${size}. Do they belong together?`,
  )
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
