import { t5Feeds, t5Loss, type T5Config } from '@codepurify/models'
import { codeWindows, fitWindows, type PretrainedModel } from '@codepurify/pretraining'
import { initialWeights } from './initialWeights.js'
import { objectiveAt, objectives } from './objectives.js'
import { miniRecipe } from './recipe.js'

/** Trains a T5 on three objectives in turn: whole functions from noisy ones, hidden spans, hidden identifiers. Resumes from `folder`. */
export const codet5Mini: PretrainedModel<T5Config> = {
  name: 'codet5',
  recipe: miniRecipe,
  layout: 'codet5',
  pretrain: ({ recipe, tokenizer, functions, ...rest }) => {
    const { config, seed, maximumLength } = recipe
    const windows = codeWindows(functions.map(({ code }) => code), tokenizer, maximumLength) // prettier-ignore
    const teach = objectives({ tokenizer, functions, seed, maximumLength })
    return fitWindows({
      recipe,
      windows,
      weights: initialWeights(config, seed),
      build: (graph) => t5Loss(graph, config),
      feeds: async ({ step, epoch, indices }) => {
        const objective = objectiveAt(step, seed)
        const drawn = indices.flatMap((i) => windows[i] ?? [])
        const pairs = await Promise.all(
          drawn.map(async (window, i) => {
            const label = `epoch ${epoch}, window ${indices[i]}`
            return (await teach[objective](window, label)) ?? (await teach.copy(window, label))
          }),
        )
        // the decoder begins with its start id, and writes <s> first, as CodeT5 does
        return t5Feeds(pairs.flatMap((pair) => pair ?? []).map(({ source, target }) => ({ source, target: [config.decoder_start_token_id, ...target] })), config) // prettier-ignore
      },
      ...rest,
    })
  },
}
