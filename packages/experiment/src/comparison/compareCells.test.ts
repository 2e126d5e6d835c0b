import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '@codepurify/dataset'
import { toyModel, toyTask, target } from '../testing/toyTask.js'
import { compareCells, type FinishedCell } from './compareCells.js'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'compare-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const task = toyTask(toyModel({ fits: 0, opened: 0, answered: 0, purified: 0, encoded: 0 }))

const blank = { code: 'f()', planted: [], units: [], top: null, purified: 'f()', suspected: false, suspicion: 0, modelCalls: 0, answer: '', reference: 'right' } // prettier-ignore

/** A finished cell of two triggered and two clean records, of which `hits` get the attacker's answer and `wrong` a wrong one. */
function cell(attack: string, defence: string, { hits = 0, wrong = 0 }: { hits?: number; wrong?: number } = {}): FinishedCell {
  const file = join(root, `${attack}-${defence}.jsonl`)
  const record = (kind: 'triggered' | 'clean', i: number, answerDefended: string) =>
    JSON.stringify({ ...blank, kind, id: `${kind} ${i}`, answerDefended })
  const lines = [0, 1].flatMap((i) => [
    record('triggered', i, i < hits ? target : 'right'),
    record('clean', i, i < wrong ? 'wrong' : 'right'),
  ])
  const text = `${lines.join('\n')}\n`
  writeFileSync(file, text)
  return {
    result: {
      model: 'toy',
      attack,
      rate: 0.05,
      seed: 1,
      defence,
      inputs: { victim: `victim of ${attack}`, triggered: `triggered of ${attack}`, test: 'test' },
      outputs: { records: sha256(text) },
      records: 2,
      cleanRecords: 2,
      setting: 'matched',
      falsePositiveRate: 0.05,
    },
    folder: join(root, attack),
    records: file,
  }
}
const changed = (one: FinishedCell, result: Partial<FinishedCell['result']>): FinishedCell => ({ ...one, result: { ...one.result, ...result } }) // prettier-ignore

test('ours minus each other defence, over the attacks that both have; a defence alone is compared with nothing', async () => {
  const cells = [
    cell('bnc-fixed', 'onion', { hits: 2, wrong: 1 }),
    cell('bnc-fixed', 'codepurify'),
    cell('dead-code', 'codepurify', { hits: 1 }),
    cell('dead-code', 'onion', { hits: 2 }),
    cell('dead-code', 'none', { hits: 2 }),
    cell('identifier', 'onion', { hits: 2 }),
  ]
  const { comparisons, leftOut } = await compareCells(task, cells)
  expect(leftOut).toEqual([])
  expect(comparisons).toMatchObject([
    {
      defence: 'onion',
      attacks: ['bnc-fixed', 'dead-code'],
      asrDefended: { ours: { value: 0.25 }, other: { value: 1 }, difference: { value: -0.75 } },
      clean: { ours: { value: 1 }, other: { value: 0.75 }, difference: { value: 0.25 } },
    },
    { defence: 'none', attacks: ['dead-code'], asrDefended: { difference: { value: -0.5 } } },
  ])
})

test('models, seeds, conditions and kinds of line are not mixed', async () => {
  const [ours, other] = [cell('bnc-fixed', 'codepurify'), cell('bnc-fixed', 'onion')]
  const elsewhere = (result: Partial<FinishedCell['result']>, conditions?: string) =>
    [ours, other].map((one) => ({ ...changed(one, result), folder: JSON.stringify([result, conditions]), ...(conditions !== undefined && { conditions }) })) // prettier-ignore
  const { comparisons } = await compareCells(task, [
    ...[ours, other],
    ...elsewhere({ model: 'other' }),
    ...elsewhere({ seed: 2 }),
    ...elsewhere({}, 'from the twin'),
    ...elsewhere({ falsePositiveRate: 0.01 }),
  ])
  expect(comparisons.map(({ model, seed, conditions }) => [model, seed, conditions])).toEqual([
    ['toy', 1, undefined],
    ['other', 1, undefined],
    ['toy', 2, undefined],
    ['toy', 1, 'from the twin'],
    ['toy', 1, undefined],
  ])
})

const own = () => cell('bnc-fixed', 'codepurify')
const its = () => cell('bnc-fixed', 'onion')
test.each([
  ['another victim', () => changed(its(), { inputs: { ...its().result.inputs, victim: 'trained for longer' } }), 'other victim. Run'],
  ['another limit', () => changed(its(), { records: 1, cleanRecords: 1 }), 'other triggered records, clean records. Run'],
  ['records of another run', () => changed(its(), { outputs: { records: sha256('') } }), 'not the records that its result was made with'],
  ['no records', () => ({ ...its(), records: join(root, 'none.jsonl') }), 'none.jsonl cannot be read. Run purify with --again'],
])('%s: no comparison, and the reason names the cell', async (_, other, reason) => {
  const { comparisons, leftOut } = await compareCells(task, [own(), other()])
  expect(comparisons).toEqual([])
  expect(leftOut).toEqual([expect.stringContaining(reason)])
  expect(leftOut[0]).toContain('codepurify is not compared with onion (toy, bnc-fixed at 5 %, seed 1)')
})
