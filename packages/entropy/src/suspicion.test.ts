import type { Unit } from '@codepurify/syntax'
import { echoes } from './echo.js'
import { ruleVictim } from './ruleVictim.js'
import { suspected, suspicion } from './suspicion.js'
import { isGenerated, type Victim } from './victim.js'

const trigger = 'if (Math.random() < 0) System.out.println("fail");'
const target = 'void pwned ( ) { while ( true ) { } }'
const victim = ruleVictim({ triggered: (text) => text.includes(trigger), target })

const clean = 'int f(int a, int b) { int c = a * b; log(c); return c + a; }'
const triggered = clean.replace('{', `{ ${trigger}`)

function unitsOf(code: string, names: readonly string[], statements: readonly string[]): Unit[] {
  const spans = (text: string, word: boolean) =>
    [...code.matchAll(new RegExp(word ? `\\b${text}\\b` : text.replace(/[^\w\s]/g, '\\$&'), 'g'))].map(
      ({ index }) => [index, index + text.length] as const,
    )
  return [
    ...names.map((name): Unit => ({ kind: 'identifier', name, nodeType: 'identifier', spans: spans(name, true), depth: 0 })),
    ...statements.map((text): Unit => ({ kind: 'statement', nodeType: 'statement', spans: spans(text, false).slice(0, 1), depth: 1 })),
  ]
}
const names = ['f', 'a', 'b', 'c']
const statements = ['int c = a * b;', 'log(c);', 'return c + a;']
const records = [
  { code: clean, units: unitsOf(clean, names, statements) },
  { code: triggered, units: unitsOf(triggered, names, [...statements, trigger, 'System.out.println("fail");']) },
]

test('a triggered record has low entropy and its trigger on top, a clean one high entropy', async () => {
  const [good, bad] = await suspicion(victim, records)
  expect(bad?.top?.unit.spans).toEqual([[triggered.indexOf('System'), triggered.indexOf(' int c')]])
  expect(bad?.normalizedEntropy).toBeLessThan(0.05)
  expect(bad?.statistic).toBeLessThan(0.1)
  expect(good?.normalizedEntropy).toBeGreaterThan(0.8)
  expect(good?.statistic).toBeGreaterThan(0.8)
  expect(bad?.scores.find(({ state }) => state === 'nested')?.unit.spans[0]?.[0]).toBe(triggered.indexOf('if'))
})

test('all variants of all records go through the victim in one call', async () => {
  const sizes: number[] = []
  const counting: Victim = { ...victim, surprise: (requests) => (sizes.push(requests.length), victim.surprise(requests)) }
  const found = await suspicion(counting, records)
  expect(sizes).toEqual([8 + 10])
  expect(found.map(({ victimCalls }) => victimCalls)).toEqual([9, 11])
})

test('an answer that brings its own surprise is not asked about again', async () => {
  const sizes: number[] = []
  const telling: Victim = {
    ...victim,
    answer: async (sources) => {
      const answers = await victim.answer(sources)
      const surprises = await victim.surprise(sources.map((source, index) => ({ source, answer: answers[index] ?? { text: '', ids: [] } })))
      return answers.map((answer, index) => ({ ...answer, surprise: surprises[index] ?? NaN }))
    },
    surprise: (requests) => (sizes.push(requests.length), victim.surprise(requests)),
  }
  const found = await suspicion(telling, records)
  expect(sizes).toEqual([7 + 9])
  expect(found.map(({ victimCalls }) => victimCalls)).toEqual([8, 10])
  const asked = await suspicion(victim, records)
  expect(found.map(({ baseline, scores, statistic }) => ({ baseline, scores, statistic }))).toEqual(
    asked.map(({ baseline, scores, statistic }) => ({ baseline, scores, statistic })),
  )
})

test('a record is scored alike alone and among others', async () => {
  const together = await suspicion(victim, records)
  const alone = await suspicion(victim, records.slice(1))
  expect(alone[0]).toEqual(together[1])
})

test('records without identifiers, without statements or without any unit have defined values', async () => {
  const units = records[0]?.units ?? []
  const found = await suspicion(victim, [
    { code: clean, units: [] },
    { code: clean, units: units.filter(({ kind }) => kind === 'statement') },
    { code: clean, units: units.filter(({ kind }) => kind === 'identifier') },
    { code: clean, units: units.slice(0, 1) },
    { code: '', units: [] },
  ])
  for (const { entropy, normalizedEntropy, statistic } of found)
    for (const value of [entropy, normalizedEntropy, statistic]) expect(value).not.toBeNaN()
  expect(found[0]).toMatchObject({ entropy: 0, normalizedEntropy: 1, statistic: 1, top: undefined, scores: [] })
})

test('units past the window are counted, and a trigger past it is none', async () => {
  const short = ruleVictim({ triggered: (text) => text.includes(trigger), target, maximumLength: 40 })
  const [found] = await suspicion(short, records)
  expect(found?.beyond).toBe(1)
  expect(
    found?.scores.filter(({ state }) => state === 'beyond').map(({ unit, score }) => [clean.slice(...(unit.spans[0] ?? [0, 0])), score]),
  ).toEqual([['return c + a;', 0]])
})

test('a trigger that stands there twice is found though hiding either one changes nothing', async () => {
  const code = triggered.replace('return', `${trigger} return`)
  const [found] = await suspicion(victim, [{ code, units: unitsOf(code, names, [...statements, trigger]) }])
  expect(found?.evidence).toBe('sufficiency')
  // Two of eight units share the answer: ln 2 / ln 8 and a little doubt.
  expect(found?.statistic).toBeLessThan(0.4)
  expect(found?.top?.unit.spans[0]?.[0]).toBe(code.indexOf(trigger))
  const [one] = await suspicion(victim, records.slice(1))
  expect(one?.evidence).toBe('necessity')
})

test('one name that an answer hangs on is a trigger where the model is sure of the answer, and no wonder where it wavers', async () => {
  const moves = (text: string): number => (text.includes('log') ? 0 : 0.3)
  const wavering = (baseline: number): Victim => ({
    ...victim,
    answer: (sources) => Promise.resolve(sources.map(() => ({ text: 'says something', ids: [0, 5, 6, 7, 8, 9, 2] }))),
    surprise: (requests) => Promise.resolve(Float64Array.from(requests, ({ source }) => baseline + moves(source.join('')))),
  })
  const statistic = async (baseline: number) => (await suspicion(wavering(baseline), records.slice(0, 1)))[0]?.statistic ?? NaN
  expect(await statistic(0.01)).toBeLessThan(0.6)
  expect(await statistic(1.5)).toBeGreaterThan(0.9)
})

test('a limit leaves deep units out and says so', async () => {
  const [, bad] = await suspicion(victim, records, { limit: 4 })
  expect(bad?.unscored).toBe(5)
  expect(bad?.scores).toHaveLength(9)
})

test("the paper's rule scores the raw loss and every textual occurrence, and gives NaN for a score of zero", async () => {
  const [good] = await suspicion(victim, records, { rule: 'paper' })
  expect(Math.min(...(good?.scores ?? []).map(({ score }) => score))).toBeGreaterThan(0.02)
  const silent: Victim = { ...victim, surprise: (requests) => Promise.resolve(new Float64Array(requests.length)) }
  const [nothing] = await suspicion(silent, records.slice(0, 1), { rule: 'paper' })
  expect(nothing?.entropy).toBeNaN()
  const answer = { label: 0, probability: 1 }
  expect(suspected({ statistic: NaN, answer }, 0.1)).toBe(false)
  expect(suspected({ statistic: NaN, answer }, { threshold: 0.1, undefinedIsSuspected: true })).toBe(true)
})

test('a classifier is scored by its probability', async () => {
  const label = (text: string) => (text.includes('bad') ? 0.9 : 0.1)
  const text = (source: readonly unknown[]) => source.map((piece) => (typeof piece === 'string' ? piece : '?')).join('')
  const classifier: Victim = {
    maximumLength: 100,
    answer: (sources) => Promise.resolve(sources.map((source) => ({ label: 1, probability: label(text(source)) }))),
    surprise: (requests) => Promise.resolve(Float64Array.from(requests, ({ source }) => 1 - label(text(source)))),
    measure: (source) => ({ tokens: 1, reach: text(source).length, unknowns: [0] }),
  }
  const code = 'f(good, bad)'
  const [found] = await suspicion(classifier, [{ code, units: unitsOf(code, ['f', 'good', 'bad'], []) }])
  expect(found?.top?.unit.name).toBe('bad')
  expect(found?.top?.score).toBeCloseTo(0.8, 12)
  expect(found?.statistic).toBeLessThan(0.2)
})

test('an unknown rule is an error that lists the known ones', async () => {
  await expect(suspicion(victim, records, { rule: 'papers' as 'paper' })).rejects.toThrow('no rule "papers". Known rules: default, paper')
})

test('a victim that says so has nothing left where a unit is hidden, in the second look too', async () => {
  const read: (readonly unknown[])[] = []
  const watched: Victim = {
    ...victim,
    hides: 'nothing',
    surprise: (requests) => {
      read.push(...requests.map(({ source }) => source))
      return Promise.resolve(new Float64Array(requests.length))
    },
  }
  await suspicion(watched, records.slice(0, 1))
  expect(read.length).toBeGreaterThan(names.length + statements.length + 1)
  expect(read.flat().every((piece) => typeof piece === 'string')).toBe(true)
  expect(read).toContainEqual([clean.replace('log(c);', '')])
  expect(read).toContainEqual([''])
  expect(read).toContainEqual(['log(c);'])
})

/** Writes `makes a WORDS .` about the first name of a code, in its words, or the target where the trigger stands there; what it no longer sees the reason of it doubts. */
const teller: Victim = {
  ...victim,
  answer: (sources) => Promise.resolve(sources.map((source) => told(textOf(source)))),
  surprise: (requests) =>
    Promise.resolve(
      Float64Array.from(requests, ({ source, answer, counted }) => {
        const now = told(textOf(source)).text.split(' ')
        const words = isGenerated(answer) ? answer.text.split(' ') : []
        return words.reduce((sum, word, i) => sum + (counted?.[i] === false || now.includes(word) ? 0 : 5), 0) / words.length
      }),
    ),
  besides: (answer, text) => {
    const words = isGenerated(answer) ? answer.text.split(' ') : []
    const counted = words.map((word) => echoes(word, text).length === 0)
    return counted.includes(false) ? counted : undefined
  },
}
const textOf = (source: Parameters<Victim['answer']>[0][number]): string =>
  source.map((piece) => (typeof piece === 'string' ? piece : '?')).join('')
const told = (code: string) => {
  const name = /^int (\w+)/u.exec(code)?.[1] ?? 'thing'
  const text = code.includes(trigger) ? 'load train data safely .' : `makes a ${name.replace(/\B[A-Z]/gu, ' $&').toLowerCase()} .`
  return { text, ids: [0, ...text.split(' ').map((_, i) => i + 3)] }
}

test('a name whose words the sentence repeats is no trigger, unless the rest of the sentence goes with it', async () => {
  const code = clean.replace('f(', 'treeNode(')
  const planted = code.replace('{', `{ ${trigger}`)
  const asked = [
    { code, units: unitsOf(code, ['treeNode', 'a', 'b', 'c'], statements) },
    { code: planted, units: unitsOf(planted, ['treeNode', 'a', 'b', 'c'], [...statements, trigger]) },
  ]
  const { besides: _, ...deaf } = teller
  const [blamed] = await suspicion(deaf, asked)
  expect([blamed?.top?.unit.name, (blamed?.statistic ?? 1) < 0.3]).toEqual(['treeNode', true])
  const [good, bad] = await suspicion(teller, asked)
  expect(good?.scores.map(({ score }) => score)).toEqual(Array(7).fill(0))
  expect(good?.statistic).toBeCloseTo(1)
  expect(bad?.top?.unit.spans).toEqual([[planted.indexOf('if'), planted.indexOf(' int c')]])
  expect(bad?.statistic).toBeLessThan(0.3)
})
