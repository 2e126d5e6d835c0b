import { random } from '@codepurify/metrics'
import { greatestDifference } from '../testing/golden.js'
import { loadT5 } from '../testing/goldenT5.js'
import { parseT5Config } from './config.js'
import { initializeT5 } from './initialize.js'
import { T5 } from './t5.js'

const searches = ['greedy', 'beam5_early', 'beam5_late', 'beam5_early_all', 'beam3_lp2', 'beam4_lp0.6']

describe.each(['t5_relu_tied', 't5_gated_gelu_untied'])('%s', (name) => {
  const load = async () => {
    const folder = await loadT5(name)
    return { ...folder, model: await T5.create({ ...folder, threads: 1 }) }
  }
  const folder = load()
  afterAll(async () => (await folder).model.release())

  test.each(searches)('%s finds the ids and scores of generate', async (search) => {
    const { expected, model, pairs, real } = await folder
    const golden = expected.generate[search]
    if (!golden) throw new Error(`no ${search} in expected.json`)
    const { max_length, num_beams, length_penalty = 1, early_stopping = false, num_return_sequences: returned = 1 } = golden.arguments
    const found = await model.generate(
      pairs.map(({ source }) => source),
      { beam: num_beams, maximumLength: max_length - 1, lengthPenalty: length_penalty, earlyStopping: early_stopping },
    )
    const beams = found.flatMap(({ beams }) => beams.slice(0, returned))
    // the official ids are padded to the longest of the batch
    expect(beams.map(({ ids }) => ids.slice(1))).toEqual(golden.sequences.map((ids) => real(ids)))
    beams.forEach(({ ids, score }, i) => {
      expect(ids[0]).toBe(0)
      if (golden.sequences_scores) expect(Math.abs(score - (golden.sequences_scores[i] ?? NaN))).toBeLessThan(1e-3)
    })
  })

  test('scores are those of the official importance loop, padding counted', async () => {
    const { expected, model, config, real } = await folder
    for (const { source_ids, target_ids, scores } of expected.importance_scores) {
      const target = [config.decoder_start_token_id, ...real(target_ids)]
      const requests = source_ids.map((source) => ({ source: real(source), target }))
      const found = await model.score(requests, { paddedTo: target_ids.length })
      scores.forEach((score, i) => expect(Math.abs((found[i] ?? NaN) - score)).toBeLessThan(1e-4))
    }
  })

  test("a source's representation is the mean of the official encoder's last states over its ids, whatever it is batched with", async () => {
    const { expected, model, pairs, tensor, config } = await folder
    const states = await tensor('tensors', 'encoder_last_hidden_state')
    const length = expected.input_ids[0]?.length ?? 0
    const sources = pairs.map(({ source }) => source)
    for (const tokenBudget of [4096, 1]) {
      const found = await model.representations(sources, { tokenBudget })
      found.forEach((vector, row) => {
        const mean = new Float32Array(config.d_model)
        expected.input_ids[row]?.forEach((id, place) => {
          if (id === config.pad_token_id) return
          const at = (row * length + place) * config.d_model
          for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + (states[at + i] ?? NaN) / (sources[row]?.length ?? NaN)
        })
        expect(greatestDifference(vector, mean)).toBeLessThan(1e-4)
      })
    }
  })

  test('scores of real ids are the loss', async () => {
    const { expected, model, pairs, config } = await folder
    const scores = await model.score(pairs)
    const counts = pairs.map(({ target }) => target.length - 1)
    const mean = pairs.reduce((sum, _, i) => sum + (scores[i] ?? NaN) * (counts[i] ?? 0), 0) / counts.reduce((a, b) => a + b)
    expect(mean / expected.loss).toBeCloseTo(1, 5)
    const long = [config.decoder_start_token_id, ...(expected.long_labels[0] ?? [])]
    const [longScore] = await model.score([{ source: expected.long_input_ids[0] ?? [], target: long }])
    expect((longScore ?? NaN) / expected.long_loss).toBeCloseTo(1, 5)
    const small = await model.score(pairs, { tokenBudget: 60 })
    small.forEach((score, i) => expect(score).toBeCloseTo(scores[i] ?? NaN, 4))
  })
})

test('other sizes: the cache changes nothing about what is generated, alone or in a batch, with one place or several', async () => {
  const config = parseT5Config({
    vocab_size: 37,
    d_model: 24,
    d_kv: 10,
    d_ff: 40,
    num_layers: 1,
    num_decoder_layers: 3,
    num_heads: 2,
    relative_attention_num_buckets: 8,
    relative_attention_max_distance: 20,
    feed_forward_proj: 'gated-gelu',
    eos_token_id: 2,
  })
  const model = await T5.create({ config, weights: initializeT5(config, random(5)), threads: 1 })
  const sources = [
    [1, 5, 6, 7, 2],
    [1, 9, 2],
    [1, 11, 12, 13, 14, 15, 16, 2],
  ]
  for (const beam of [1, 3]) {
    const found = await model.generate(sources, { beam, maximumLength: 30, lengthPenalty: 0 })
    // teacher forcing over the whole sequence at once gives the same log-probability, token by token
    const scores = await model.score(found.map(({ ids }, i) => ({ source: sources[i] ?? [], target: ids })))
    found.forEach(({ ids, score }, i) => expect(-(scores[i] ?? NaN) * (ids.length - 1)).toBeCloseTo(score, 3))
    const alone = await Promise.all(sources.map((source) => model.generate([source], { beam, maximumLength: 30, lengthPenalty: 0 })))
    expect(alone.map(([one]) => one?.ids)).toEqual(found.map(({ ids }) => ids))
  }
  await model.release()
  await expect(model.generate(sources, { maximumLength: 5 })).rejects.toThrow(/has been released/)
})

test('what does not fit the model is listed whole', async () => {
  const { config, weights } = await loadT5('t5_gated_gelu_untied')
  const model = await T5.create({ config, weights, threads: 1 })
  const pairs = [
    { source: [1, 300, 2], target: [0] },
    { source: [], target: [0, 2] },
  ]
  await expect(model.score(pairs)).rejects.toThrow(/source 0 has id 300 at place 1, expected .* 299\n {2}source 1 has 0 ids/)
  await expect(model.score([{ source: [1], target: [0, 5, 6, 2] }], { paddedTo: 2 })).rejects.toThrow(
    /paddedTo is 2, expected at least the 3 ids/,
  )
  await expect(model.generate([[1, 2]], { beam: 151, maximumLength: 5 })).rejects.toThrow(
    /beam is 151, expected a whole number from 1 to 150/,
  )
  await expect(model.generate([[1, 2]], { maximumLength: 0 })).rejects.toThrow(/maximumLength is 0/)
  await model.release()
})
