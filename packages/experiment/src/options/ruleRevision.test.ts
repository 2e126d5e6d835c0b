import { ruleOf } from './ruleRevision.js'

test("a result depends on the revision of codepurify's rule for its kind of answers, and on no other", () => {
  const options = { defence: 'codepurify', rule: 'default' } as const
  expect(ruleOf(options, { kind: 'generation', language: 'java' })).toEqual({ ruleRevision: 2 })
  expect(ruleOf(options, { kind: 'generation', prose: true, language: 'java' })).toEqual({ ruleRevision: 5 })
  expect(ruleOf(options, { kind: 'classification', language: 'c' })).toEqual({ ruleRevision: 18 })
  expect(ruleOf({ ...options, rule: 'paper' }, { kind: 'generation', language: 'java' })).toEqual({})
  expect(ruleOf({ ...options, rule: 'paper' }, { kind: 'classification', language: 'c' })).toEqual({ ruleRevision: 2 })
  expect(ruleOf({ ...options, defence: 'onion' }, { kind: 'generation', language: 'java' })).toEqual({})
})
