import { type Answer, isGenerated, ruleVictim, type Source, type Victim } from '@codepurify/entropy'
import { purify } from '@codepurify/purification'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { codePurify } from './codePurify.js'
import { codePurifyPaper } from './codePurifyPaper.js'
import type { DefenceContext, DefenceInput } from './defence.js'
import { marker, oneText, partsOf, placed } from './victimView.js'

const trigger = 'if (Math.random() < 0) System.out.println("fail");'
const method = (name: string, body: string) =>
  `int ${name}(int width, int height) {\n    ${body}int product = width * height;\n    log(product);\n    return product + width;\n}`
const tokenizer = trainBytePairEncoding([method('area', trigger)], { vocabularySize: 400 })
const opinion = [' total', ' x', ';'].map((text, rank) => ({ id: tokenizer.encode(text).ids[0] ?? 0, logProbability: -rank }))
const maskedLm: NonNullable<DefenceContext['maskedLm']> = {
  predict: (requests) => Promise.resolve(requests.map(({ positions }) => positions.map(() => opinion))),
}
const generator = ruleVictim({ triggered: (text) => text.includes(trigger), target: 'void pwned ( ) { }' })
const input = (id: string, ...parts: string[]): DefenceInput => ({ id, parts, language: 'java' })
const matched = { mode: 'matched', falsePositiveRate: 0.05 } as const
const context: DefenceContext = { seed: 0, setting: matched, victim: generator, maskedLm, tokenizer }

test('one function: the same as purification itself', async () => {
  const inputs = [input('clean', method('area', '')), input('triggered', method('area', trigger))]
  const [clean, triggered] = await codePurify.defend(inputs, -0.5, context)
  const [one, two] = await purify(
    inputs.map(({ id, parts: [code = ''], language }) => ({ id, code, language })),
    { victim: generator, maskedLm, tokenizer, threshold: 0.5 },
  )
  expect(clean).toMatchObject({ parts: [one?.code], changed: false, suspected: false })
  expect(triggered).toMatchObject({ parts: [two?.code], changed: true, suspected: true, answer: two?.answerAfter })
  const top = triggered?.places[triggered.top ?? -1]
  for (const [start, end] of top?.spans ?? [[0, 0]]) expect(trigger).toContain(method('area', trigger).slice(start, end) || 'nothing')
  expect(await codePurify.suspicion(inputs, context)).toEqual([{ suspicion: clean?.suspicion }, { suspicion: triggered?.suspicion }])
})

/** Says 1 unless either part of a pair holds the trigger, as a backdoored clone detector; `seen` holds the pairs that it was asked about. */
function pairVictim(seen: string[][] = []): Pick<DefenceContext, 'victim' | 'join'> {
  const border = { special: 'mask' } as const
  const text = (source: Source) => source.map((piece) => (typeof piece === 'string' ? piece : piece === border ? '\u0001' : '\0')).join('')
  const label = (source: Source): 0 | 1 => (seen.push(text(source).split('\u0001')), text(source).includes(trigger) ? 0 : 1)
  const victim: Victim = {
    maximumLength: 100_000,
    answer: (sources) => Promise.resolve(sources.map((source) => ({ label: label(source), probability: 0.99 }))),
    surprise: (requests) =>
      Promise.resolve(
        Float64Array.from(
          requests,
          ({ source, answer }) =>
            (!isGenerated(answer) && label(source) === answer.label ? 0.01 : 0.99) + 1e-6 * text(source).split('\0').length,
        ),
      ),
    measure: (source) => ({ tokens: text(source).length, reach: text(source).length, unknowns: [...text(source).matchAll(/\0/g)].map(({ index }) => index) }), // prettier-ignore
  }
  return { victim, join: (parts) => parts.flatMap((part, i) => (i === 0 ? [...part] : [border, ...part])) }
}

test('a pair with the trigger in both functions loses both, and the victim never sees the border', async () => {
  const seen: string[][] = []
  const pair = input('pair', method('area', trigger), method('size', `${trigger}\n    `))
  const [found] = await codePurify.defend([pair, input('clean', method('area', ''), method('size', ''))], -0.5, {
    ...context,
    ...pairVictim(seen),
  })
  expect(found).toMatchObject({ suspected: true, changed: true, answer: { label: 1 } satisfies Partial<Answer> })
  expect(found?.parts).toHaveLength(2)
  for (const part of found?.parts ?? []) expect(part).not.toContain(trigger)
  expect(found?.parts[0]).toContain('int area(')
  expect(found?.parts[1]).toContain('int size(')
  expect(seen.every((parts) => parts.length === 2 && !parts.join().includes(marker))).toBe(true)
})

test('labels: the units of a record go into clean ones, and each label has a line of its own', async () => {
  const seen: string[][] = []
  const names = ['area', 'size', 'volume', 'extent', 'measure', 'surface', 'content', 'space', 'field', 'region']
  const clean = names.flatMap((one, i) =>
    names.slice(i + 1, i + 4).map((other) => input(`${one} ${other}`, method(one, ''), method(other, ''))),
  )
  const asked: DefenceContext = { ...context, ...pairVictim(seen), clean }
  const line = codePurify.threshold(await codePurify.suspicion(clean, asked), asked)
  expect(line).toMatchObject({ labels: { 1: expect.any(Number) as number } })
  seen.length = 0
  const [found, other] = await codePurify.defend([input('pair', method('area', trigger), method('size', trigger)), clean[0] ?? input('none', '')], line, asked) // prettier-ignore
  expect(found).toMatchObject({ suspected: true, changed: true, answer: { label: 1 } })
  expect(found?.suspicion).toBeGreaterThan(0.5)
  expect(other).toMatchObject({ suspected: false, changed: false })
  // a clean pair with the trigger in both: a host of the record's label
  const carried = seen.filter(
    (parts) => parts.length === 2 && parts.every((part) => part.includes(trigger) && !/ (area|size)\(/u.test(part)),
  )
  expect(carried.length).toBeGreaterThanOrEqual(4)
})

test('who writes the border into a code is analysed all the same, and the victim reads what was written', async () => {
  const bordered = method('area', `${trigger} ${marker} `)
  for (const defence of [codePurify, codePurifyPaper]) {
    const [found] = await defence.defend([input('one', bordered)], -0.5, { ...context, paperVariant: 'repair/codebert' })
    expect(found).toMatchObject({ suspected: true, changed: true })
    expect(found?.problem).toBeUndefined()
    expect(found?.parts[0]).not.toContain(trigger)
    if (defence === codePurify) expect(found?.parts[0]).toContain(marker)
  }
  const seen: string[][] = []
  const pair = input('pair', bordered, method('size', `${trigger}\n    `))
  const [found] = await codePurify.defend([pair], -0.5, { ...context, ...pairVictim(seen), clean: [pair] })
  expect(found).toMatchObject({ suspected: true, changed: true, answer: { label: 1 } satisfies Partial<Answer> })
  expect(found?.parts.map((part) => [part.includes(marker), part.includes(trigger)])).toEqual([[true, false], [false, false]]) // prettier-ignore
  expect(seen).toContainEqual([...pair.parts])
  expect(seen.every((parts) => parts.length === 2)).toBe(true)
  const top = found?.places[found.top ?? -1]
  expect(top?.spans.every((span) => trigger.includes(pair.parts[top.part]?.slice(...span) ?? 'nothing'))).toBe(true)
})

test('borders in a code take nothing out of the window that the victim reads', async () => {
  const filled = method('size', `${marker.repeat(40)}\n    `).replace('return product', `${trigger}\n    return product`)
  const pair = input('pair', method('area', ''), filled)
  const [found] = await codePurify.defend([pair], -0.5, { ...context, ...pairVictim() })
  expect(found).toMatchObject({ suspected: true, changed: true })
  expect(found?.parts[1]).not.toContain(trigger)
  expect(found?.places.every(({ score }) => Number.isFinite(score))).toBe(true)
})

test("the paper's rule reads its published threshold, and looks at each part of a pair on its own", async () => {
  const published: DefenceContext = { ...context, setting: { mode: 'published' }, paperVariant: 'clone/codebert' }
  expect(codePurifyPaper.threshold([], published)).toBe(-0.3)
  const pair = input('pair', method('area', trigger), method('size', ''))
  const [found] = await codePurifyPaper.defend([pair], -0.3, { ...published, ...pairVictim() })
  expect(found?.suspected).toBe(true)
  expect(found?.places.some(({ part }) => part === 1)).toBe(true)
  expect(found?.places[found.top ?? -1]?.part).toBe(0)
  const { paperVariant: _variant, ...without } = published
  expect(() => codePurifyPaper.threshold([], without)).toThrow('needs the context\'s `paperVariant`') // prettier-ignore
})

test('where an undefined entropy is suspected, the record has the highest suspicion in both functions', async () => {
  // every probability of the label saturates, so that every score is the same nothing
  const sure: Victim = {
    maximumLength: 100_000,
    answer: (sources) => Promise.resolve(sources.map(() => ({ label: 1, probability: 1 }))),
    surprise: (requests) => Promise.resolve(new Float64Array(requests.length)),
    measure: (source) => ({ tokens: 1, reach: source.join('').length, unknowns: [] }),
  }
  const published: DefenceContext = { ...context, victim: sure, setting: { mode: 'published' }, paperVariant: 'defect/codebert' }
  const inputs = [input('flat', method('area', ''))]
  const [reading] = await codePurifyPaper.suspicion(inputs, published)
  const [found] = await codePurifyPaper.defend(inputs, codePurifyPaper.threshold([], published), published)
  expect(found).toMatchObject({ suspected: true, suspicion: reading?.suspicion })
  expect(found?.suspicion).toBe(Number.MAX_VALUE)
})

test('empty text, text that is no code and two parts without a join', async () => {
  const strange = [input('empty', ''), input('no code', '}}}} (((')]
  for (const defence of [codePurify, codePurifyPaper]) {
    const found = await defence.defend(strange, -0.5, { ...context, paperVariant: 'repair/codebert' })
    expect(found.map(({ parts, changed }, i) => !changed && parts[0] === strange[i]?.parts[0])).toEqual([true, true])
    expect(found.every(({ suspicion }) => Number.isFinite(suspicion))).toBe(true)
    expect((await defence.suspicion(strange, context)).every(({ suspicion }) => Number.isFinite(suspicion))).toBe(true)
  }
  await expect(codePurify.defend([input('pair', 'int a;', 'int b;')], -0.5, context)).rejects.toThrow('expected one where the context has no `join`') // prettier-ignore
})

test('parts come back from one text, also where places are hidden', () => {
  const parts = ['int a;', '', '\nint b;\n']
  expect(partsOf([oneText(parts)], 3)).toEqual(parts.map((part) => [part]))
  const unk = { special: 'unk' } as const
  expect(partsOf(['int ', unk, `;\n${marker}\n`, unk], 2)).toEqual([['int ', unk, ';'], [unk]])
  expect(placed([[4, 5], [6 + 2 + marker.length + 1, 6 + 2 + marker.length + 2]], ['int a;', 'xy'])).toEqual([{ part: 0, spans: [[4, 5]] }, { part: 1, spans: [[1, 2]] }]) // prettier-ignore
})

test('borders that stand in the parts come back as they were, whatever they share with their neighbours', () => {
  for (const part of [marker, `${marker}${marker}`, '/*:part:*/*:part:*/', '/*:part::*/ a /*:part:*/', `x\n${marker}\ny`, '/*:part*/']) {
    const parts = [part, 'int b;', part]
    expect(partsOf([oneText(parts)], 3)).toEqual(parts.map((one) => [one]))
    expect(oneText([part])).toBe(part)
    expect(partsOf([part], 1)).toEqual([[part]])
  }
  const parts = [`a ${marker} b ${marker} c`, `${marker}d`]
  const text = oneText(parts)
  const spans = ['a', 'b', 'c', 'd'].map(
    (name) => [text.lastIndexOf(name === 'a' ? 'a ' : name), text.lastIndexOf(name === 'a' ? 'a ' : name) + 1] as const,
  )
  const found = placed(spans, parts).flatMap(({ part, spans: own }) => own.map((span) => parts[part]?.slice(...span)))
  expect(found).toEqual(['a', 'b', 'c', 'd'])
})
