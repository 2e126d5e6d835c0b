import { ruleVictim } from '@codepurify/entropy'
import { defence, defences, type DefenceName } from './defences.js'

const names = Object.keys(defences) as DefenceName[]

test('the table holds every defence of the comparison, each with a title of its own, a source and both lines', () => {
  expect(names).toEqual([
    'none',
    'codepurify',
    'codepurify-paper',
    'spectral-signatures',
    'activation-clustering',
    'codedetector',
    'onion',
    'oseql',
    'always-other-label',
  ])
  expect(new Set(names.map((name) => defences[name].title)).size).toBe(names.length)
  for (const { source, line } of Object.values(defences))
    for (const text of [source, line.matched, line.published]) expect(text).not.toBe('')
})

test('an unknown name is answered with the known ones', () => {
  expect(defence('onion')).toBe(defences.onion)
  expect(() => defence('toString')).toThrow('No defence "toString". Known defences: none, codepurify')
})

const context = { seed: 0, setting: { mode: 'matched', falsePositiveRate: 0.05 } } as const
const input = { id: 'a', parts: ['int f() { return 1; }'], language: 'java' } as const

test('no defence changes nothing', async () => {
  expect(await defences.none.defend([input], defences.none.threshold([], context), context)).toEqual([
    { id: 'a', parts: input.parts, changed: false, suspected: false, suspicion: 0, places: [], top: null, modelCalls: 0 },
  ])
})

test('the control turns every label, and empties every text', async () => {
  const victim = { ...ruleVictim({ triggered: () => false, target: '' }), answer: () => Promise.resolve([{ label: 1, probability: 0.8 }]) }
  const control = defences['always-other-label']
  const [label] = await control.defend([input], control.threshold([], context), { ...context, victim })
  expect(label).toMatchObject({ answer: { label: 0, probability: 0.8 }, suspected: true, changed: false })
  const [text] = await control.defend([input], 0, { ...context, victim: ruleVictim({ triggered: () => false, target: '' }) })
  expect(text?.answer).toEqual({ text: '', ids: [] })
})
