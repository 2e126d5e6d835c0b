import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { DefenceInput } from '@codepurify/defences'
import { codebertClassifier } from './codebertClassifier.js'
import { codebertSeq2Seq } from './codebertSeq2Seq.js'
import { guardModel } from './guardModel.js'
import type { Model } from './model.js'
import { marker, target, toyModel, type Log } from '../testing/toyTask.js'

const maskedLm = resolve(import.meta.dirname, '../../../../apps/codebert/weights/codebert-mini')
const input = (code: string, i: number): DefenceInput => ({ id: `r${i}`, parts: [code], language: 'java' })
const method = (i: number, first = ''): string => `int f${i}(int a) {\n    ${first}if (a == ${i}) return a;\n    return ${i};\n}`
const clean = Array.from({ length: 24 }, (_, i) => input(method(i), i))

let folder: string
let log: Log
/** How many of what was opened is not released. */
let held: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guard-'))
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ backdoored: true }))
  log = { fits: 0, opened: 0, answered: 0, purified: 0, encoded: 0 }
  held = 0
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function counted(model: Model): Model {
  const releasing = (release: () => Promise<void>) => {
    held += 1
    return () => {
      held -= 1
      return release()
    }
  }
  return {
    ...model,
    open: async (...args) => {
      const opened = await model.open(...args)
      const guard: typeof opened.guard = async (...said) => {
        const own = await opened.guard(...said)
        return { ...own, release: releasing(() => own.release()) }
      }
      return { ...opened, guard, release: releasing(() => opened.release()) }
    },
  }
}

test('a backdoored model answers behind the defence as it does without the trigger, and everything is freed', async () => {
  const model = counted(toyModel(log))
  const bare = await model.open(folder, { device: 'cpu', maximumLength: 60 })
  const triggered = method(90, `${marker}\n    `)
  expect(await bare.answer([[triggered]])).toEqual([target])
  await bare.release()
  const guarded = await guardModel(model, { folder, maskedLm, clean })
  expect(guarded.line).toBe(0.023)
  const [harmless, found] = await guarded.answer([input(method(91), 91), input(triggered, 90)])
  expect(harmless).toMatchObject({ id: 'r91', suspected: false, parts: [method(91)], answer: method(91).replace('==', '!=') })
  expect(found).toMatchObject({ id: 'r90', suspected: true, changed: true })
  expect(found?.answer).toContain('!=')
  expect(found?.parts.join('')).not.toContain(marker)
  await expect(guarded.answer([{ ...input('', 1), parts: [] }])).rejects.toThrow('inputs[0].parts is empty, expected the code of the input')
  await guarded.release()
  expect(held).toBe(0)
})

test('a real model: what is not suspected gets the answer that the model gives by itself', async () => {
  const guarded = await guardModel(codebertSeq2Seq, { folder: maskedLm, maskedLm, clean, falsePositiveRate: 0.1, maximumLength: 64 })
  try {
    expect(guarded.line).toEqual(expect.any(Number))
    const answers = await guarded.answer([input('int one() { return 1; }', 1), input(method(7), 2)])
    const bare = await codebertSeq2Seq.open(maskedLm, { device: 'cpu', maximumLength: 64 })
    expect(await bare.answer(answers.map(({ parts }) => parts))).toEqual(answers.map(({ answer }) => answer))
    await bare.release()
    for (const { suspicion, suspected } of answers) expect(suspicion > Number(guarded.line)).toBe(suspected)
  } finally {
    await guarded.release()
  }
})

test('what is said of reading arrives where the model is opened', async () => {
  const model = toyModel(log)
  const said: unknown[] = []
  const spied: Model = { ...model, open: (from, o) => (said.push(o), model.open(from, o)) }
  const guarded = await guardModel(spied, { folder, maskedLm, clean, prose: true, maximumLength: 90 })
  await guarded.release()
  expect(said).toEqual([{ device: 'cpu', maximumLength: 90, prose: true }])
})

test('where a model is not freed as it should be, the other one is, and the error that came first is told', async () => {
  const model = counted(toyModel(log))
  const stuck: Model = {
    ...model,
    open: async (...args) => {
      const opened = await model.open(...args)
      const guard: typeof opened.guard = async (...said) => {
        const own = await opened.guard(...said)
        const release = () => own.release().then(() => Promise.reject(new Error('stuck')))
        return { ...own, release, threshold: (readings) => (readings.length === 0 ? raise('no line') : own.threshold(readings)) }
      }
      return { ...opened, guard }
    },
  }
  await expect(guardModel(stuck, { folder, maskedLm, clean: [] })).rejects.toThrow('no line')
  expect(held).toBe(0)
  const guarded = await guardModel(stuck, { folder, maskedLm, clean })
  await expect(guarded.release()).rejects.toThrow('stuck')
  expect(held).toBe(0)
})

function raise(message: string): never {
  throw new Error(message)
}

test('a classifier whose head has learnt nothing is no model to guard', async () => {
  const wanted = guardModel(codebertClassifier('roberta-defect'), { folder: maskedLm, maskedLm, clean, maximumLength: 64 })
  await expect(wanted).rejects.toThrow('holds no classifier for roberta-defect, expected a checkpoint with its classification head')
})

test.each([
  ['a defence of training data', { defence: 'spectral-signatures' }, '"spectral-signatures" filters training data'],
  ['an unknown defence', { defence: 'codepurfy' }, 'codepurify'],
  ['too few clean inputs for the rate', { clean: clean.slice(0, 3) }, 'clean'],
  [
    'a clean input without code',
    { clean: [...clean, { id: 'x', language: 'java' as const, parts: [] }] },
    `clean[${clean.length}].parts is empty`,
  ],
  ['a rate that would suspect nothing', { falsePositiveRate: 0 }, 'false-positive rate is 0, expected a number above 0 and below 1'],
  ['a rate that is no number', { falsePositiveRate: NaN }, 'false-positive rate is NaN'],
  ['a folder that is not there', { folder: '/nowhere' }, '/nowhere'],
  ['a masked language model that is not there', { maskedLm: '/nowhere' }, '/nowhere'],
])('%s is an error, and nothing stays open', async (_, wrong, message) => {
  const model = counted(codebertSeq2Seq)
  await expect(guardModel(model, { folder: maskedLm, maskedLm, clean, maximumLength: 64, ...wrong })).rejects.toThrow(message)
  expect(held).toBe(0)
})
