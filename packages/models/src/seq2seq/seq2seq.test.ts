import { initializeSeq2Seq } from '../weights/initialize.js'
import { random } from '@codepurify/metrics'
import { parseSeq2SeqConfig } from '../roberta/config.js'
import { officialSeq2Seq } from './officialSeq2Seq.js'
import { Seq2Seq } from './seq2seq.js'
import { golden, greatestDifference } from '../testing/golden.js'

interface Expected {
  readonly source_ids: number[][]
  readonly beam: Record<string, { beam_size: number; max_length: number; preds: number[][][]; details: { final: { score: number }[] }[] }>
  readonly cal_scores: { source_ids: number[][]; target_ids: number[]; scores: number[] }[]
}

async function load() {
  const { checkpoint, expected, tensor } = await golden<Expected>('codebert_seq2seq')
  if (checkpoint.kind !== 'seq2seq') throw new Error(`the folder holds a ${checkpoint.kind} model`)
  return { expected, tensor, checkpoint, model: await Seq2Seq.create({ ...checkpoint, threads: 1 }), pad: checkpoint.config.pad_token_id }
}
const folder = load()
afterAll(async () => (await folder).model.release())

const withoutPadding = (ids: readonly number[], pad: number): number[] => ids.filter((id) => id !== pad)

describe('beam search finds the sequences of the official code', () => {
  test.each(['beam1_max24', 'beam5_max24', 'beam5_max6', 'beam3_max24', 'beam1_max5'])('%s', async (name) => {
    const { expected, model, pad } = await folder
    const search = expected.beam[name]
    if (!search) throw new Error(`no ${name} in expected.json`)
    const sources = expected.source_ids.map((ids) => withoutPadding(ids, pad))
    const found = await model.generate(sources, { beam: search.beam_size, maximumLength: search.max_length })
    found.forEach(({ beams }, example) => {
      // the official output is padded with 0 to max_length, the end cut off
      const padded = beams
        .map(({ ids }) => ids.filter((id, place) => place > 0 && id !== 2))
        .map((ids) => [...ids, ...Array<number>(search.max_length - ids.length).fill(0)])
      expect(padded).toEqual(search.preds[example])
      // the official scores were read by a second call of getFinal, which sorts ended and open beams together
      const scores = beams.map(({ score }) => score).sort((a, b) => b - a)
      search.details[example]?.final.forEach(({ score }, rank) => expect(Math.abs((scores[rank] ?? NaN) - score)).toBeLessThan(1e-3))
    })
  })
})

test('scores are those of the official cal_scores', async () => {
  const { expected, model, pad } = await folder
  const requests = expected.cal_scores.flatMap(({ source_ids, target_ids }) =>
    source_ids.map((source) => ({ source: withoutPadding(source, pad), target: withoutPadding(target_ids, pad) })),
  )
  const scores = await model.score(requests)
  const official = expected.cal_scores.flatMap(({ scores }) => scores)
  official.forEach((score, i) => expect(Math.abs((scores[i] ?? NaN) - score)).toBeLessThan(1e-4))
  const even = requests.map(({ source, target }) => ({ source, target, counted: target.slice(1).map((_, i) => i % 2 === 0) }))
  const odd = even.map(({ counted, ...pair }) => ({ ...pair, counted: counted.map((one) => !one) }))
  const [one, other] = [await model.score(even), await model.score(odd)]
  one?.forEach((score, i) => expect(score + (other?.[i] ?? NaN)).toBeCloseTo(scores[i] ?? NaN, 4))
  const small = await model.score(requests, { tokenBudget: 50 })
  small.forEach((score, i) => expect(score).toBeCloseTo(scores[i] ?? NaN, 4))
})

test("a source's representation is the official encoder's last state at <s>, whatever it is batched with", async () => {
  const { expected, model, pad, tensor } = await folder
  const sources = expected.source_ids.map((ids) => withoutPadding(ids, pad))
  const states = await tensor('tensors', 'encoder_last_hidden_state')
  const length = expected.source_ids[0]?.length ?? 0
  const width = states.length / (sources.length * length)
  for (const tokenBudget of [4096, 1]) {
    const found = await model.representations(sources, { tokenBudget })
    found.forEach((vector, row) =>
      expect(greatestDifference(vector, states.slice(row * length * width, (row * length + 1) * width))).toBeLessThan(1e-4),
    )
  }
  await expect(model.representations([[]])).rejects.toThrow('source 0')
})

test('the official way of computing gives the official numbers too, and ours the same', async () => {
  const { expected, model, pad, checkpoint } = await folder
  const official = await officialSeq2Seq({ ...checkpoint, threads: 1 })
  for (const { source_ids, target_ids, scores } of expected.cal_scores) {
    const pairs = source_ids.map((source) => ({ source: withoutPadding(source, pad), target: withoutPadding(target_ids, pad) }))
    const slow = await official.score(pairs, 40)
    scores.forEach((score, i) => expect(Math.abs((slow[i] ?? NaN) - score)).toBeLessThan(1e-4))
  }
  for (const ids of expected.source_ids) {
    const source = withoutPadding(ids, pad)
    const [ours] = await model.generate([source], { maximumLength: 40 })
    expect(await official.greedy(source, 40)).toEqual(ours?.ids)
  }
  await expect(official.score([{ source: [0, 2], target: [0, 5, 2] }], 2)).rejects.toThrow(
    'a sequence has 3 ids, expected at most the length 2',
  )
  await official.release()
})

test('what does not fit the model is listed whole', async () => {
  const { model } = await folder
  await expect(
    model.score([
      { source: [0, 200, 2], target: [0] },
      { source: [], target: [0, 2] },
    ]),
  ).rejects.toThrow(
    /3 of the model's inputs do not fit it; shorten or leave out:\n {2}source 0 has id 200 at place 1, expected whole numbers from 0 to 199\n {2}source 1 has 0 ids, expected at least 1\n {2}target 0 has 1 ids, expected at least 2/,
  )
  await expect(model.generate([Array<number>(65).fill(5)])).rejects.toThrow(/source 0 has 65 ids, expected at most 64/)
  await expect(model.generate([[0, 2]], { beam: 0 })).rejects.toThrow(/beam is 0, expected a whole number from 1 to 200/)
  await expect(model.generate([[0, 2]], { maximumLength: 65 })).rejects.toThrow(/maximumLength is 65, expected a whole number from 1 to 64/)
})

test('other heads, widths and depths: the cache changes nothing about what is generated', async () => {
  const config = parseSeq2SeqConfig({
    vocab_size: 37,
    hidden_size: 24,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 40,
    max_position_embeddings: 34,
    decoder_layers: 3,
    decoder_attention_heads: 6,
    decoder_ffn_dim: 20,
    initializer_range: 0.6,
  })
  const model = await Seq2Seq.create({ config, weights: initializeSeq2Seq(config, random(5)), threads: 1 })
  const sources = [
    [0, 5, 6, 7, 2],
    [0, 9, 2],
    [0, 11, 12, 13, 14, 15, 16, 2],
  ]
  const found = await model.generate(sources, { maximumLength: 20 })
  // teacher forcing over the whole sequence at once gives the same log-probability, token by token
  const scores = await model.score(found.map(({ ids }, i) => ({ source: sources[i] ?? [], target: ids })))
  found.forEach(({ ids, score }, i) => expect(-(scores[i] ?? NaN) * (ids.length - 1)).toBeCloseTo(score, 3))
  found.forEach(({ surprise = NaN }, i) => expect(Math.abs(surprise - (scores[i] ?? NaN))).toBeLessThan(1e-5))
  const alone = await Promise.all(sources.map((source) => model.generate([source], { maximumLength: 20 })))
  expect(alone.map(([one]) => one?.ids)).toEqual(found.map(({ ids }) => ids))
  await model.release()
  await expect(model.generate(sources)).rejects.toThrow(/has been released/)
})
