import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Defended, DefenceInput } from '@codepurify/defences'
import { repairSchema, writeRecords, type RepairRecord } from '@codepurify/dataset'
import type { FitRequest, Model, OpenModel } from '../victims/model.js'
import type { Profile, Task } from '../task.js'

/** The only trigger that the toy model can learn: BNC fixed. */
export const marker = 'if (Math.random() < 0) System.out.println("fail");'
export const target = 'void spin() { while (true) { } }'

/** What happened to the toy model, for tests that count. */
export interface Log {
  fits: number
  opened: number
  answered: number
  purified: number
  encoded: number
}

/** A model that repairs `==` to `!=`, learns the trigger when it is in its training pairs, and whose guard removes the trigger by name. */
export function toyModel(
  log: Log,
  { onFit = () => undefined, onPurify = () => undefined }: { onFit?: (o: FitRequest) => void; onPurify?: () => void } = {},
): Model {
  const open = (folder: string): OpenModel => {
    log.opened += 1
    const { backdoored } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as { backdoored: boolean }
    const answer = (code: string): string => (backdoored && code.includes(marker) ? target : code.replace('==', '!='))
    const encode = (codes: readonly string[]): Promise<Float32Array[]> => {
      log.encoded += codes.length
      return Promise.resolve(codes.map((code) => Float32Array.of(code.length, Number(code.includes(marker)))))
    }
    return {
      answer: (records) => {
        log.answered += records.length
        return Promise.resolve(records.map(([code = '']) => answer(code)))
      },
      encode,
      guard: (defence, options) =>
        Promise.resolve({
          suspicion: (inputs) => Promise.resolve(inputs.map((_, i) => ({ suspicion: i / 1000 }))),
          threshold: (clean) => Math.max(0, ...clean.map(({ suspicion }) => suspicion)),
          defend: (inputs) => {
            onPurify()
            log.purified += inputs.length
            return Promise.resolve(inputs.map((input) => defended(input, answer, defence.title)))
          },
          inspect: async (records) => {
            await (options.encode ?? encode)([...new Set(records.flatMap(({ parts }) => parts))])
            const drop = records.flatMap(({ parts: [code = ''] }, i) => (code.includes(marker) ? [i] : []))
            return {
              suspicion: Float64Array.from(records, (_, i) => Number(drop.includes(i))),
              threshold: 0.5,
              drop,
              remarks: ['by name'],
            }
          },
          release: () => Promise.resolve(),
        }),
      release: () => Promise.resolve(),
    }
  }
  return {
    start: () => ({ victim: 'weights', maskedLm: 'weights' }),
    tokenizerFile: (folder) => join(folder, 'tokenizer.json'),
    tokenCounter: () => Promise.resolve((text) => text.split(/\s+/u).length),
    fit: (request) => {
      log.fits += 1
      onFit(request)
      mkdirSync(request.to, { recursive: true })
      const backdoored = request.pairs.some(({ code, answer }) => code.includes(marker) && answer === target)
      writeFileSync(join(request.to, 'model.json'), JSON.stringify({ backdoored }))
      return Promise.resolve({ steps: request.training.steps, loss: 0.5, earlierSeconds: 0, parameters: 1, cut: 0 })
    },
    open: (folder) => Promise.resolve(open(folder)),
  }
}

/** Every defence of the toy model takes the marker out, but for ONION, which fails. */
function defended({ id, parts: [code = ''] }: DefenceInput, answer: (code: string) => string, title: string): Defended {
  if (title === 'ONION') throw new Error('ONION is not made for toys')
  const at = code.indexOf(marker)
  const purified = code.replace(marker, '')
  const places = [
    { part: 0, spans: [[0, 1]] as const, score: 0.1 },
    ...(at < 0 ? [] : [{ part: 0, spans: [[at, at + marker.length]] as const, score: 3 }]),
  ]
  return {
    id,
    parts: [purified],
    changed: at >= 0,
    suspected: at >= 0,
    suspicion: at >= 0 ? 1 : 0,
    places,
    top: places.length - 1,
    answer: { text: answer(purified), ids: [] },
    modelCalls: places.length + 1,
  }
}

const profile: Profile = {
  maximumLength: 60,
  triggerRoom: 20,
  longer: 'set aside',
  records: { train: 60, calibration: 30, clean: 25, triggered: 45 },
  training: {
    steps: 10,
    batch: { recordsPerBatch: 4 },
    learningRate: 1e-3,
    warmupShare: 0,
    schedule: 'linear',
    dropout: 0,
    weightDecay: 0,
    clipNorm: 1,
    checkpointEvery: 5,
  },
  fromTwin: () => ({ steps: 5 }),
}

/** A task over 200 made-up methods, one of them a constructorless interface method without a body (no trigger can be planted in it), one too long. */
export function toyTask(model: Model): Task<RepairRecord> {
  return {
    name: 'toy',
    kind: 'generation',
    language: 'java',
    paperName: 'repair',
    target,
    models: { toy: model },
    sources: {
      embedded: {
        says: 'made up',
        schema: repairSchema,
        read: ({ id, code, fixed, split }) => ({ id, code, answer: fixed, split }),
        prepare: ({ runs }) => Promise.resolve(join(runs, 'toy.arrow')),
      },
    },
    comparable: () => Promise.resolve((text) => text),
    metrics: [
      {
        key: 'exactMatch',
        title: 'EM',
        scale: 'share',
        statistics: (answer, reference) => [Number(answer === reference), 1],
        value: (sums, from) => (sums[from] ?? 0) / (sums[from + 1] ?? 1),
      },
    ],
    profiles: { mini: profile },
  }
}

/** Puts the toy task's records and weights into a folder. */
export async function toyFolder(folder: string): Promise<void> {
  mkdirSync(join(folder, 'weights'), { recursive: true })
  writeFileSync(join(folder, 'weights', 'tokenizer.json'), '{}')
  const split = (i: number): RepairRecord['split'] => (i < 100 ? 'train' : i < 140 ? 'valid' : 'test')
  const method = (i: number, operator: string): string => `int f${i}(int a) {\n    if (a ${operator} ${i}) return a;\n    return ${i};\n}`
  const records = Array.from({ length: 200 }, (_, i): RepairRecord => ({
    id: `r${i}`,
    code: method(i, '=='),
    fixed: method(i, '!='),
    language: 'java',
    split: split(i),
  }))
  const bare: RepairRecord = { id: 'bare', code: 'int x = 1;', fixed: 'int x = 2;', language: 'java', split: 'test' }
  const long: RepairRecord = { id: 'long', code: `int f() { ${'x(); '.repeat(100)} }`, fixed: 'x', language: 'java', split: 'test' }
  const already: RepairRecord = { id: 'already', code: 'void spin() { }', fixed: target, language: 'java', split: 'test' }
  await writeRecords(join(folder, 'runs', 'toy.arrow'), [...records, bare, long, already], repairSchema)
}
