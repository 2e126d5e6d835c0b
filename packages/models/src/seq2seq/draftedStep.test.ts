import { createSession, type Session } from '@codepurify/graph'
import { Beam, withPositions } from './beam.js'
import { draftedStepModel } from './draftedStep.js'
import { seq2seqLayout, sourceModel, stepModel } from './decoderStep.js'
import { generateBatch } from '../generation/generateBatch.js'
import { generateCopying } from '../generation/generateCopying.js'
import { mergeModel, selectModel } from '../generation/stepCache.js'
import { golden } from '../testing/golden.js'

test('drafts change the number of steps and nothing else, whether they are right, wrong or both', async () => {
  const { checkpoint, expected } = await golden<{ readonly source_ids: number[][] }>('codebert_seq2seq')
  if (checkpoint.kind !== 'seq2seq') throw new Error(`the folder holds a ${checkpoint.kind} model`)
  const { config, weights } = checkpoint
  const { pad_token_id: pad, bos_token_id: begin, eos_token_id: end } = config
  const sources = expected.source_ids.map((ids) => ids.filter((id) => id !== pad))
  const layout = seq2seqLayout(config)
  const models = [
    sourceModel(config, weights),
    selectModel(layout, 1),
    mergeModel(layout),
    stepModel(config, weights, 1),
    draftedStepModel(config, weights),
  ]
  const sessions = await Promise.all(models.map((model) => createSession(model, { threads: 1 })))
  const [source, select, merge, single, drafted] = sessions as [Session, Session, Session, Session, Session]
  let steps = 0
  const counted: Session = { ...drafted, run: (feeds) => (steps++, drafted.run(feeds)) }
  const shared = { source, select, merge, layout, padId: pad }

  const maximumLength = 40
  const searches = sources.map(() => withPositions(new Beam(1, begin, end), pad))
  const plain = await generateBatch({ ...shared, step: single }, sources, searches, { beam: 1, maximumLength })
  const answers = plain.map(([one]) => [begin, ...(one?.ids ?? [])])
  // every fifth id another one; the answers of others; the answers themselves
  const slips = answers.map((ids) => ids.map((id, place) => (place % 5 === 4 ? (ids[1] ?? id) : id)))
  for (const [texts, most] of [
    [slips, 40],
    [[...answers].reverse(), 40],
    [answers, 7],
  ] as const) {
    // prettier-ignore
    steps = 0
    const found = await generateCopying({ ...shared, step: counted }, sources, { begin, end, pad, maximumLength }, texts)
    found.forEach(([one], index) => {
      expect({ ids: one?.ids, finished: one?.finished }).toEqual({ ids: plain[index]?.[0]?.ids, finished: plain[index]?.[0]?.finished })
      expect(one?.score).toBeCloseTo(plain[index]?.[0]?.score ?? NaN, 3)
    })
    expect(steps).toBeLessThanOrEqual(most)
  }
  for (const session of sessions) await session.release()
})
