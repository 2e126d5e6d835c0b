import type { Progress } from '@codepurify/experiment'
import { readCheckpoint, T5 } from '@codepurify/models'
import { measureCommand, percent, type ModelArguments } from '@codepurify/pretraining'
import { Tokenizer } from '@codepurify/tokenizer'
import { evaluate, type NamingFigures } from './evaluate.js'
import { miniRecipe } from './recipe.js'

/** Functions of each language that are copied: writing whole functions costs most. */
const mostCopies = 100

/** Measures the weights on the test split, prints a line a language, and writes figures.json beside them. */
export async function evaluateCommand(given: ModelArguments, progress: Progress): Promise<void> {
  const checkpoint = await readCheckpoint(given.weights)
  if (checkpoint.kind !== 't5')
    throw new Error(`${given.weights} holds a ${checkpoint.kind} model, expected a T5: train it with nx run codet5:pretrain`)
  const { config, weights, metadata } = checkpoint
  const model = await T5.create({ config, weights, device: given.device })
  const options = {
    ...{ config, weights, model, tokenizer: Tokenizer.fromJson(checkpoint.tokenizer) },
    ...{ maximumLength: miniRecipe.maximumLength, seed: miniRecipe.seed, copies: Math.min(given.limit, mostCopies), device: given.device },
  }
  const naming = ({ hidden, perplexity, exact }: NamingFigures): string =>
    `${hidden} hidden, perplexity ${perplexity.toFixed(2)}, exact ${percent(exact.value)}`
  try {
    await measureCommand(
      {
        made: metadata['made'],
        measure: (language, functions) => evaluate(language, functions, options),
        line: ({ functions, spans, identifiers, copied }) =>
          `${functions} functions; spans: ${naming(spans)}; identifiers: ${naming(identifiers)}; copied exactly ${percent(copied.value)}`,
      },
      given,
      progress,
    )
  } finally {
    await model.release()
  }
}
