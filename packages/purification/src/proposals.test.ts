import { loadLanguage, type Unit } from '@codepurify/syntax'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import type { MaskRequest, TokenGuess } from './maskedText.js'
import type { Proposal, Site } from './proposal.js'
import { proposeNames } from './proposeNames.js'
import { proposeStatements } from './proposeStatements.js'
import type { Asking } from './together.js'

const words = ['Result', 'Total', ' result', ' total', ' int', ' a', '(', ')', '\n', '}', ' //', ' throw', '$', ' evil', '_']
const tokenizer = trainBytePairEncoding(
  Array.from({ length: 60 }, () => words.join(' x ')),
  { vocabularySize: 400 },
)
const guess = (texts: readonly string[]): TokenGuess[] =>
  texts.map((text, rank) => ({ id: tokenizer.encode(text).ids[0] ?? 0, logProbability: -rank - 1 }))

/** Runs a proposer with a model that answers every position alike, or by slot. */
function run(asking: Asking<Proposal[]>, answer: (request: MaskRequest, slot: number) => readonly string[]): Proposal[] {
  let step = asking.next()
  while (!step.done) step = asking.next(step.value.map((request) => request.positions.map((_, slot) => guess(answer(request, slot)))))
  return step.value
}

function site(
  code: string,
  unit: Pick<Unit, 'kind' | 'spans' | 'name'>,
  isReserved = (name: string) => ['int', 'throw', 'return'].includes(name),
): Site {
  return { code, unit: { nodeType: unit.kind, depth: 0, ...unit }, isReserved, tokenizer, maximumLength: 100 }
}

describe('names', () => {
  const code = 'int f(int evil) { return evil + a; }'
  const spans = [...code.matchAll(/evil/g)].map(({ index }) => [index, index + 4] as const)
  const unit = { kind: 'identifier', name: 'evil', spans } as const

  test('come from the model, without reserved, taken and own ones', () => {
    const names = run(proposeNames(site(code, unit), 4), () => [' evil', ' int', ' a', '$', '(', '_', ' result']).map(({ text }) => text)
    expect(names).toEqual(expect.arrayContaining(['result', 'value']))
    for (const name of names) {
      expect(name).toMatch(/^[A-Za-z_]\w*$/)
      expect(name.toLowerCase()).not.toContain('evil')
      expect(['int', 'a', 'f', '_']).not.toContain(name)
    }
  })

  test('of two tokens are continued from the first', () => {
    const names = run(proposeNames(site(code, unit), 8), ({ ids }) =>
      ids.includes(tokenizer.encode(' total').ids[0] ?? -1) ? ['Result'] : [' total'],
    )
    expect(names.map(({ text }) => text)).toContain('totalResult')
  })

  test('there is one even when the model has none and the usual ones are taken', () => {
    const taken = site(`${code} value item data element entry`, unit)
    expect(run(proposeNames(taken, 4), () => ['(']).map(({ text }) => text)).toEqual(['value1'])
  })
})

describe('statements', () => {
  const code = 'void f() { evil(1); g(); }'
  const unit = { kind: 'statement', spans: [[11, 19]] } as const

  test('stay inside of their block and bring nothing back', () => {
    const proposals = run(proposeStatements(site(code, unit), 4), () => [' evil', '\n', '}', ' //', ' throw', ' result', '('])
    expect(proposals.slice(-2).map(({ text }) => text)).toEqual([';', ''])
    for (const { text } of proposals.slice(0, -2)) {
      expect(text).toMatch(/^result.*;$/)
      expect(text).not.toMatch(/evil|[{}\n]|\/\//)
    }
  })

  test('may leave the block where the hidden one did', () => {
    const back = 'int f() { return evil; }'
    const proposals = run(proposeStatements(site(back, { kind: 'statement', spans: [[10, 22]] }), 4), (_, slot) =>
      slot === 0 ? [' throw'] : [' total'],
    )
    expect(proposals[0]?.text).toMatch(/^throw/)
  })

  test('are the empty ones where the model gives nothing usable', () => {
    expect(run(proposeStatements(site(code, unit), 4), () => ['}']).map(({ text }) => text)).toEqual([';', ''])
  })

  test('a reserved word is told by the language', async () => {
    const java = await loadLanguage('java')
    const names = run(
      proposeNames(
        site('int f(int evil) { }', { kind: 'identifier', name: 'evil', spans: [[10, 14]] }, (name) => java.isReserved(name)),
        4,
      ),
      () => [' int', ' throw', ' total'],
    )
    expect(names.map(({ text }) => text)).toEqual(expect.arrayContaining(['total']))
    expect(names.map(({ text }) => text)).not.toContain('throw')
  })
})
