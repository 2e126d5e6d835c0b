import { asksForCheckpoint } from './checkpointCall.js'

const sources = ['embedded', 'devign']
const asks = (call: string): boolean => asksForCheckpoint(call.split(' '), sources)

test.each([
  'eval --checkpoint model --data ../data --pairs test.txt --out result.json',
  'eval --checkpoint=model --data=../data --model=codebert',
  'eval --data embedded --data ./devign --checkpoint model',
])('%s is about a checkpoint', (call) => {
  expect(asks(call)).toBe(true)
})

test.each([
  'eval --data embedded --checkpoint codebert-base --profile paper',
  'eval --data=devign --checkpoint=codebert-base',
  'eval --checkpoint codebert-base',
  'eval --data ../data',
  'purify --checkpoint model --data ../data',
  'eval --checkpoint model --data',
])('%s is a stage', (call) => {
  expect(asks(call)).toBe(false)
})
