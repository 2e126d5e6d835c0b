import type { PaperVariant } from '@codepurify/entropy'

/** The first of the names that the table of published thresholds has, if any: a task that the paper did not measure has none, nor has a rate that it tuned nothing for. */
export async function publishedThreshold(names: readonly string[]): Promise<PaperVariant | undefined> {
  const { paperThresholds } = await import('@codepurify/entropy')
  return names.find((name): name is PaperVariant => Object.hasOwn(paperThresholds, name))
}
