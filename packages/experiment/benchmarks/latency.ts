/**
 * @file How long does a guard keep one input waiting? Records one at a time through `guardModel`, behind each defence that works on inputs, in turns.
 * Usage: node dist/benchmarks/latency.js <attack folder> <data folder> --model <name of the table below> --language java [--prose] [--masked <folder>] [--records 40] [--clean 100] [--out latency.json]
 * The attack folder holds model/ and triggered.arrow, the data folder valid.arrow and test.arrow, as a bench leaves them.
 */
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { languages, readRecords, type RecordLanguage } from '@codepurify/dataset'
import type { DefenceInput } from '@codepurify/defences'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import {
  codebertClassifier,
  codebertSeq2Seq,
  codet5Classifier,
  codet5Seq2Seq,
  experimentSchema,
  guardModel,
  knownName,
  type Model,
} from '@codepurify/experiment'
import { figure, figuresText, quantile } from '@codepurify/metrics'

const models: Readonly<Record<string, Model>> = {
  'codebert-defect': codebertClassifier('roberta-defect'),
  'codebert-clone': codebertClassifier('roberta-clone'),
  'codebert-seq2seq': codebertSeq2Seq,
  'codet5-defect': codet5Classifier('t5-defect'),
  'codet5-clone': codet5Classifier('t5-clone'),
  'codet5-seq2seq': codet5Seq2Seq,
}
const every = ['none', 'codepurify', 'onion', 'oseql'] as const

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: 'codebert-defect' },
    language: { type: 'string', default: 'c' },
    prose: { type: 'boolean', default: false },
    masked: { type: 'string', default: 'apps/codebert/weights/codebert-mini' },
    records: { type: 'string', default: '40' },
    clean: { type: 'string', default: '100' },
    out: { type: 'string' },
  },
})
const [attack, data] = positionals
if (attack === undefined || data === undefined) throw new Error('expected the folder of an attack and that of its data')
const model = knownName('model', options.model, models)
const language = languages.find((one) => one === options.language)
if (language === undefined) throw new Error(`no language "${options.language}", known: ${languages.join(', ')}`)
const count = Number(options.records)

/** The first so many records of a file. */
async function first(file: string, most: number, usual: RecordLanguage): Promise<DefenceInput[]> {
  const inputs: DefenceInput[] = []
  for await (const { id, code, other, language: own = usual } of readRecords(file, experimentSchema)) {
    inputs.push({ id, parts: other === undefined ? [code] : [code, other], language: own })
    if (inputs.length === most) break
  }
  return inputs
}

const clean = await first(join(data, 'valid.arrow'), Number(options.clean), language)
const inputs = {
  clean: await first(join(data, 'test.arrow'), count, language),
  triggered: await first(join(attack, 'triggered.arrow'), count, language),
}
const classifies = options.model.endsWith('-defect') || options.model.endsWith('-clone')
const guards = []
for (const defence of every.filter((name) => name !== 'oseql' || classifies)) {
  const begin = performance.now()
  const guard = await guardModel(model, { folder: join(attack, 'model'), maskedLm: options.masked, clean, defence, prose: options.prose })
  guards.push({
    defence,
    guard,
    seconds: (performance.now() - begin) / 1000,
    spent: { clean: [] as number[], triggered: [] as number[] },
    calls: 0,
  })
}
for (const { guard } of guards) await guard.answer(inputs.triggered.slice(0, 2))
for (let i = 0; i < count; i++)
  for (const kind of ['clean', 'triggered'] as const)
    for (const one of guards) {
      const input = inputs[kind][i]
      if (input === undefined) continue
      const begin = performance.now()
      const [answered] = await one.guard.answer([input])
      one.spent[kind].push(performance.now() - begin)
      one.calls += answered?.modelCalls ?? 0
    }

const columns = [
  'data',
  'model',
  'defence',
  'opened and line drawn, s',
  'calls',
  'clean, ms (p50)',
  'clean, p95',
  'triggered, ms (p50)',
  'triggered, p95',
]
const name = basename(data).replace(/^data-|-mini-seed-\d+$/gu, '')
const rows = guards.map(({ defence, seconds, calls, spent: { clean: harmless, triggered } }) => {
  const both = [harmless, triggered].flatMap((times) => [figure(quantile(times, 0.5)), figure(quantile(times, 0.95))])
  return [name, options.model, defence, figure(seconds, 1), figure(calls / (harmless.length + triggered.length), 1), ...both]
})
console.table(rows.map((row) => Object.fromEntries(row.map((cell, i) => [columns[i], cell]))))
if (options.out !== undefined) writeFileSync(options.out, figuresText({ latency: { columns, rows } }))
for (const { guard } of guards) await guard.release()
