import { defences } from '@codepurify/defences'
import { defenceNames, defencesOf, openDefence, ruleOf, settingOf } from './openDefence.js'
import { parseOptions } from './options.js'

test('the list of names is that of the package', async () => {
  expect(defenceNames).toEqual(Object.keys(defences))
  for (const name of defenceNames) expect((await openDefence(name)).title).not.toBe('')
})

test('all of a kind of task are those that are defined for it', () => {
  expect(defencesOf('classification')).toEqual(defenceNames)
  const forAny = Object.entries(defences).flatMap(([name, { victims }]) => (victims === 'any' ? [name] : []))
  expect(defencesOf('generation')).toEqual(forAny)
})

test("every defence keeps the stated rate, but for the paper's rule, unless the call says otherwise", () => {
  const setting = (defence: string, ...args: string[]) =>
    settingOf({ ...parseOptions(args), model: 'm', attack: 'a', rate: 0.05, seed: 1, defence }, 0.03)
  expect(setting('onion', '--false-positive-rate', '0.1')).toEqual({ mode: 'matched', falsePositiveRate: 0.1 })
  expect(setting('codepurify-paper')).toEqual({ mode: 'published', poisonRate: 0.03 })
  expect(setting('onion', '--setting', 'published')).toEqual({ mode: 'published', poisonRate: 0.03 })
  expect(setting('codepurify-paper', '--setting', 'matched')).toEqual({ mode: 'matched', falsePositiveRate: 0.05 })
})

test("a result depends on the revision of codepurify's rule for its kind of answers, and on no other", () => {
  const options = { defence: 'codepurify', rule: 'default' } as const
  expect(ruleOf(options, 'generation')).toEqual({ ruleRevision: 2 })
  expect(ruleOf(options, 'classification')).toEqual({ ruleRevision: 13 })
  expect(ruleOf({ ...options, rule: 'paper' }, 'generation')).toEqual({})
  expect(ruleOf({ ...options, defence: 'onion' }, 'generation')).toEqual({})
})
