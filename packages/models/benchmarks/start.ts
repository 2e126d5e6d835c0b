/**
 * @file From a checkpoint on disk to the first result, each time in a process of its own. Usage: node dist/benchmarks/start.js [out.json] [folder] [repetitions]
 * `sinceStart` counts from the process's beginning, Node's own start and all imports included; `sinceOpen` from the moment the file is opened.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { figure, figuresText } from '@codepurify/metrics'

const mini = fileURLToPath(new URL('../../../../apps/codebert/weights/codebert-mini/', import.meta.url))

/** One first result. */
interface Start {
  readonly sinceStart: number
  readonly sinceOpen: number
  /** Processor time of the whole process: what is left to compare when other programs share the cores. */
  readonly cpuMilliseconds: number
  readonly peakMemory: number
}

const firstResults: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  'masked-LM, one guess': async (folder) => {
    const { MaskedLm, readCheckpoint } = await load()
    const checkpoint = await readCheckpoint(folder)
    if (checkpoint.kind !== 'joint' && checkpoint.kind !== 'masked-lm') throw new Error(`${folder} has no masked-LM head`)
    const model = await MaskedLm.create(checkpoint)
    return model.predict([{ ids: [0, 100, 101, 102, 2], positions: [2] }], { top: 1 })
  },
  'seq2seq, one score': async (folder) => {
    const { readCheckpoint, Seq2Seq } = await load()
    const checkpoint = await readCheckpoint(folder)
    if (checkpoint.kind !== 'joint' && checkpoint.kind !== 'seq2seq') throw new Error(`${folder} has no decoder`)
    const model = await Seq2Seq.create(checkpoint)
    return model.score([{ source: [0, 100, 101, 102, 2], target: [0, 100, 101, 2] }])
  },
}

let opened = 0
async function load() {
  // eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
  const models = await import('@codepurify/models')
  opened = performance.now()
  return models
}

const [, , out = 'start.json', folder = mini, third = '5'] = process.argv
const what = out === 'first' ? firstResults[third] : undefined
if (what) {
  await what(folder)
  const { user, system } = process.cpuUsage()
  const now = performance.now()
  const start: Start = {
    sinceStart: now,
    sinceOpen: now - opened,
    cpuMilliseconds: (user + system) / 1000,
    peakMemory: Math.round(process.resourceUsage().maxRSS / 1024),
  }
  process.stdout.write(JSON.stringify(start))
} else {
  const results = Object.keys(firstResults).map((name) => {
    const runs = Array.from({ length: Number(third) }, () => {
      const text = execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'first', folder, name], { encoding: 'utf8' })
      return JSON.parse(text) as Start
    })
    return { what: name, ...runs.reduce((best, run) => (run.sinceStart < best.sinceStart ? run : best)) }
  })
  console.table(results)
  const columns = ['first result', 'since the start, s', 'since the file was opened, s', 'peak memory, MB']
  const rows = results.map((one) => [one.what, figure(one.sinceStart / 1000, 2), figure(one.sinceOpen / 1000, 2), one.peakMemory])
  writeFileSync(out, figuresText({ start: { columns, rows } }, { results }))
}
