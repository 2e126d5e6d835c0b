import type { Progress } from '@codepurify/experiment'
import { MaskedLm, maskedLmWeights, readCheckpoint, Seq2Seq, seq2seqWeights } from '@codepurify/models'
import { measureCommand, percent, type ModelArguments } from '@codepurify/pretraining'
import { Tokenizer } from '@codepurify/tokenizer'
import { evaluate } from './evaluate.js'
import { miniRecipe } from './recipe.js'

/** Functions of each language that are decoded: decoding costs more than masking. */
const mostCopies = 100

/** Measures the weights on the test split, prints a line a language, and writes figures.json beside them. */
export async function evaluateCommand(given: ModelArguments, progress: Progress): Promise<void> {
  const checkpoint = await readCheckpoint(given.weights)
  if (checkpoint.kind !== 'joint') {
    throw new Error(
      `${given.weights} holds a ${checkpoint.kind} model, expected encoder, decoder and masked-LM head together: train it with nx run codebert:pretrain`,
    )
  }
  const { config, weights, metadata } = checkpoint
  const { device } = given
  const maskedLm = maskedLmWeights(config, weights)
  const head = await MaskedLm.create({ config, weights: maskedLm, device })
  const model = await Seq2Seq.create({ config, weights: seq2seqWeights(config, weights), device })
  const options = {
    ...{ config, maskedLm, head, model, tokenizer: Tokenizer.fromJson(checkpoint.tokenizer) },
    ...{ maximumLength: miniRecipe.maximumLength, seed: miniRecipe.seed, copies: Math.min(given.limit, mostCopies), device },
  }
  try {
    await measureCommand(
      {
        made: metadata['made'],
        measure: (language, functions) => evaluate(language, functions.map(({ code }) => code), options), // prettier-ignore
        line: ({ functions, maskedTokens, maskedAccuracy, perplexity, copied }) =>
          `${functions} functions, ${maskedTokens} masked tokens, accuracy ${percent(maskedAccuracy.value)}, perplexity ${perplexity.toFixed(2)}, copied exactly ${percent(copied.value)}`,
      },
      given,
      progress,
    )
  } finally {
    await Promise.all([head.release(), model.release()])
  }
}
