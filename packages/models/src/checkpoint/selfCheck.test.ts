import { folderOf } from '../testing/golden.js'
import { readCheckpoint } from './checkpoint.js'
import { CheckpointError } from './checkpointError.js'
import { describeCheckpoint } from './describeCheckpoint.js'
import { selfCheck } from './selfCheck.js'

test('a model is described, runs, and says what came out', async () => {
  const found = await readCheckpoint(folderOf('codebert_seq2seq'))
  const lines = describeCheckpoint(found)
  expect(lines.join('\n')).toMatch(
    /^kind: CodeBERT with the official code-refinement decoder.*\nfiles: model\.safetensors\ntensors: 79 \(1 I64, 78 F32\); 75 are used, .*\nconfig: vocab_size 200, hidden_size 64, .*\nnames: as they are here\n/,
  )
  const { outputs } = await selfCheck(found, { ids: [0, 7, 8, 2] })
  expect(outputs['logits']?.shape).toEqual([1, 4, 200])
  expect(outputs['logits']?.least).toBeLessThan(outputs['logits']?.greatest ?? 0)
})

test('numbers that overflow, and weights that are all zero, fail the check', async () => {
  const found = await readCheckpoint(folderOf('roberta_cls_1'))
  const filled = (value: number) =>
    new Map([...found.weights].map(([name, { shape, data }]) => [name, { shape, data: data.map(() => value) }]))
  await expect(selfCheck({ ...found, weights: filled(1e38) })).rejects.toThrow(CheckpointError)
  const mlm = await readCheckpoint(folderOf('roberta_mlm'))
  const zeros = new Map([...mlm.weights].map(([name, { shape, data }]) => [name, { shape, data: data.map(() => 0) }]))
  await expect(selfCheck({ ...mlm, weights: zeros })).rejects.toThrow('output "logits" of the model is 0 everywhere')
})
