import type { Generation, T5, T5Config } from '@codepurify/models'
import { seq2SeqModel, type Seq2SeqFamily } from './seq2SeqModel.js'

// `n_positions` of its config.json: nothing in the model ends there
const CODET5_POSITIONS = 512

/** CodeT5 as a model that can be attacked. It has no masked language model: what it reads is purified with CodeBERT's, through text. */
export const codet5Seq2Seq = seq2SeqModel<T5Config>({
  writesReplacements: false,
  start: t5Checkpoint,
  learning: async () => {
    const { t5Feeds, t5Loss } = await import('@codepurify/models')
    return {
      loss: t5Loss,
      feeds: (pairs, config) => t5Feeds(pairs.map(({ source, target }) => ({ source, target: [config.decoder_start_token_id, ...target] })), config), // prettier-ignore
    }
  },
  open: async (folder, device) => {
    const { T5 } = await import('@codepurify/models')
    const { config, weights } = await t5Checkpoint(folder)
    return framedT5(await T5.create({ config, weights, device }))
  },
})

async function t5Checkpoint(folder: string) {
  const { readCheckpoint } = await import('@codepurify/models')
  const checkpoint = await readCheckpoint(folder)
  if (checkpoint.kind !== 't5') throw new Error(`${folder}: holds a model of kind "${checkpoint.kind}", expected "t5"`)
  return checkpoint
}

/** A T5 as victims are spoken to: targets begin with <s>, which CodeT5 writes itself, behind its decoder's start id. */
export function framedT5(
  model: Pick<T5, 'config' | 'generate' | 'score' | 'representations' | 'release'>,
): Awaited<ReturnType<Seq2SeqFamily<T5Config>['open']>> {
  const start = model.config.decoder_start_token_id
  const unstarted = <G extends { readonly ids: readonly number[] }>(found: G): G & { readonly ids: number[] } => ({
    ...found,
    ids: found.ids.slice(1),
  })
  return {
    generate: async (sources, { maximumLength = CODET5_POSITIONS, ...options } = {}) => {
      // <s> is one of the ids that it generates
      const found = await model.generate(sources, { ...options, maximumLength: maximumLength + 1 })
      return found.map((one): Generation => ({ ...unstarted(one), beams: one.beams.map(unstarted) }))
    },
    score: (requests, options) => model.score(requests.map(({ source, target }) => ({ source, target: [start, ...target] })), options), // prettier-ignore
    representations: (sources, options) => model.representations(sources, options),
    release: () => model.release(),
  }
}
