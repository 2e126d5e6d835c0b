import { join } from 'node:path'
import { writeFileAtomic } from '@codepurify/dataset'
import type { Progress } from '@codepurify/experiment'
import { maskedLmWeights, readCheckpoint, seq2seqWeights } from '@codepurify/models'
import { Tokenizer } from '@codepurify/tokenizer'
import { evaluate } from './evaluate.js'
import { corpusFunctions } from './functions.js'
import { miniRecipe } from './recipe.js'

/** Measures the weights on the test split, prints a table, and writes figures.json beside them. */
export async function evaluateCommand(
  { runs, weights, limit }: { runs: string; weights: string; limit: number },
  progress: Progress,
): Promise<void> {
  const checkpoint = await readCheckpoint(weights)
  if (checkpoint.kind !== 'joint') {
    throw new Error(
      `${weights} holds a ${checkpoint.kind} model, expected encoder, decoder and masked-LM head together: train it with nx run codebert:pretrain`,
    )
  }
  const { functions } = await corpusFunctions(runs, 'test', progress)
  const byLanguage = new Map<string, string[]>()
  for (const { language, code } of functions) byLanguage.set(language, [...(byLanguage.get(language) ?? []), code])
  const bar = progress.step('evaluation', byLanguage.size)
  const figures = await evaluate({
    config: checkpoint.config,
    maskedLm: maskedLmWeights(checkpoint.config, checkpoint.weights),
    seq2seq: seq2seqWeights(checkpoint.config, checkpoint.weights),
    tokenizer: Tokenizer.fromJson(checkpoint.tokenizer),
    codes: new Map([...byLanguage].map(([language, codes]) => [language, codes.slice(0, limit)])),
    maximumLength: miniRecipe.maximumLength,
    seed: miniRecipe.seed,
    copies: Math.min(limit, 100),
    onProgress: (done) => bar.update(done),
  })
  bar.end()
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
  for (const [language, { functions, maskedTokens, maskedAccuracy, perplexity, copied }] of figures) {
    progress.say(
      `${language}: ${functions} functions, ${maskedTokens} masked tokens, accuracy ${percent(maskedAccuracy.value)}, perplexity ${perplexity.toFixed(2)}, copied exactly ${percent(copied.value)}`,
    )
  }
  await writeFileAtomic(
    join(weights, 'figures.json'),
    `${JSON.stringify({ made: checkpoint.metadata['made'], figures: Object.fromEntries(figures) }, undefined, 2)}\n`,
  )
}
