import { languages } from '@codepurify/dataset'
import { defences } from '@codepurify/defences'
import { loadLanguage, paperUnits } from '@codepurify/syntax'
import { defenceNames, defencesOf, openDefence, settingOf, unfit } from './openDefence.js'
import { parseOptions } from '../options/options.js'

test('the list of names is that of the package', async () => {
  expect(defenceNames).toEqual(Object.keys(defences))
  for (const name of defenceNames) expect((await openDefence(name)).title).not.toBe('')
})

test('all of a kind of task are those that are defined for it', async () => {
  const ground = { name: 'toy', kind: 'classification', languages: ['java', 'c'] } as const
  expect(defencesOf(ground)).toEqual(defenceNames)
  const forAny = Object.entries(defences).flatMap(([name, { victims }]) => (victims === 'any' ? [name] : []))
  expect(defencesOf({ ...ground, kind: 'generation' })).toEqual(forAny)
  // the published code has units for two languages
  const codes = { java: 'int f() { return 1; }', c: 'int f(void) { return 1; }', javascript: 'function f() { return 1 }' }
  for (const name of languages) {
    const syntax = (await loadLanguage(name)).parse(codes[name])
    const units = (): unknown => paperUnits(syntax, name)
    const reason = unfit('codepurify-paper', { ...ground, languages: ['java', name] })
    if (reason === undefined) expect(units()).toBeDefined()
    else expect(units).toThrow(RangeError)
  }
  expect(defencesOf({ ...ground, languages: ['java', 'javascript'] })).toEqual(defenceNames.filter((name) => name !== 'codepurify-paper'))
})

test("every defence keeps the stated rate, but for the paper's rule where a line of it was published, unless the call says otherwise", async () => {
  const setting = (defence: string, args: readonly string[] = [], paperVariants = ['repair/codebert']) =>
    settingOf({ ...parseOptions(args).settings, defence }, { poisonRate: 0.03, paperVariants })
  expect(await setting('onion', ['--false-positive-rate', '0.1'])).toEqual({ mode: 'matched', falsePositiveRate: 0.1 })
  expect(await setting('codepurify-paper')).toEqual({ mode: 'published', poisonRate: 0.03 })
  expect(await setting('onion', ['--setting', 'published'])).toEqual({ mode: 'published', poisonRate: 0.03 })
  expect(await setting('codepurify-paper', ['--setting', 'matched'])).toEqual({ mode: 'matched', falsePositiveRate: 0.05 })
  expect(await setting('codepurify-paper', [], ['summarization/codebert'])).toEqual({ mode: 'matched', falsePositiveRate: 0.05 })
  expect(await setting('codepurify-paper', [], ['clone/codet5', 'clone/codet5/identifier/0.01'])).toEqual({
    mode: 'published',
    poisonRate: 0.03,
  })
  expect(await setting('codepurify-paper', [], ['clone/codet5', 'clone/codet5/identifier/0.02'])).toMatchObject({ mode: 'matched' })
})
