import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from '../program/command.js'
import { silent } from '../progress.js'
import { benchSchema } from '../results/resultSchema.js'
import { readResult } from '../folders/stage.js'
import { toyFolder, toyModel, toyTask, type Log } from '../testing/toyTask.js'
import { UsageError } from '../options/usageError.js'
import type { CellMessage, PlacedCell, StartJob } from './runInJobs.js'

let root: string
let log: Log

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'jobs-'))
  log = { fits: 0, opened: 0, answered: 0, purified: 0, encoded: 0 }
  await toyFolder(root)
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

const around = (signal = new AbortController().signal) => ({
  root,
  output: { write: () => undefined },
  context: { progress: silent, now: () => 0, signal },
  environment: {},
})
const run = (args: string[], model = toyModel(log), signal?: AbortSignal) =>
  command(toyTask(model), [...args, '--runs', join(root, 'runs')], around(signal))
/** A bench of one defence; where nothing is said, bench runs the whole grid. */
const bench = ['bench', '--init', 'pretrained', '--defence', 'codepurify']
const file = (...path: string[]) => join(root, 'runs', 'toy', 'toy', ...path)

test('--jobs: a process for each victim, the same results; one that is killed is a failed cell', async () => {
  const bench = [
    'bench',
    '--init',
    'pretrained',
    '--attack',
    'bnc-fixed,dead-code',
    '--defence',
    'codepurify,spectral-signatures,onion',
    '--runs',
    join(root, 'runs'),
  ]
  await expect(run(bench.slice(0, -2))).rejects.toThrow('2 of 6 cells failed')
  const numbers = async () => {
    const { rows, failed } = await readResult(file('bench.json'), benchSchema)
    return {
      failed,
      rows: rows.map(({ outputs, asr, asrDefended, threshold, inputs }) => ({ outputs, asr, asrDefended, threshold, inputs })),
    }
  }
  const alone = await numbers()
  rmSync(file(), { recursive: true })
  const started: (readonly number[])[] = []
  const places = (cells: readonly PlacedCell[]): number[] => cells.map(({ place }) => place)
  // the same program, told its cells, as a process of its own is
  const job = (cells: readonly PlacedCell[], tell: (message: CellMessage) => void) =>
    command(toyTask(toyModel(log)), bench, { ...around(), job: { cells, tell } })
  const startJob =
    (): StartJob =>
    async (cells, { tell }) => {
      started.push(places(cells))
      await job(cells, tell)
      return undefined
    }
  const inJobs = (start: () => StartJob) => command(toyTask(toyModel(log)), [...bench, '--jobs', '2'], { ...around(), startJob: start })
  await expect(inJobs(startJob)).rejects.toThrow('2 of 6 cells failed')
  expect(started).toEqual([[0, 1, 2], [3, 4, 5]]) // prettier-ignore
  expect(await numbers()).toEqual(alone)

  const dying =
    (): StartJob =>
    async (cells, { tell }) => {
      if (places(cells).includes(0)) return 'killed by SIGKILL'
      await job(cells, tell)
      return undefined
    }
  await expect(inJobs(dying)).rejects.toThrow('4 of 6 cells failed')
  expect((await numbers()).failed.map(({ attack, error }) => [attack, error]).slice(0, 3)).toEqual(
    Array(3).fill(['bnc-fixed', 'its process ended: killed by SIGKILL']),
  )
  started.length = 0
  const seeds = ['bench', '--init', 'pretrained', '--attack', 'bnc-fixed,dead-code', '--seed', '1,2', '--defence', 'none', '--jobs', '2', '--runs', join(root, 'runs')] // prettier-ignore
  const noted =
    (): StartJob =>
    (cells, { tell }) => {
      started.push(places(cells))
      places(cells).forEach((place) => tell({ place, error: 'not run', wrongCall: false }))
      return Promise.resolve(undefined)
    }
  await expect(command(toyTask(toyModel(log)), seeds, { ...around(), startJob: noted })).rejects.toThrow('4 of 4 cells failed')
  // each seed has its own clean twin: two processes would wait for one of them
  expect(started).toEqual([[0], [2], [1], [3]])
  const wrong =
    (): StartJob =>
    (cells, { tell }) => {
      tell({ place: cells[0]?.place ?? 0, error: 'no such weights', wrongCall: true })
      return Promise.resolve(undefined)
    }
  await expect(inJobs(wrong)).rejects.toThrow(UsageError)
  await expect(run(['attack', '--jobs', '2'])).rejects.toThrow('--jobs is for bench')
})

test('processes are told how many there are at once: where there is one victim, it has all cores', async () => {
  const told: number[] = []
  const startJob =
    (atOnce: number): StartJob =>
    (cells, { tell }) => {
      told.push(atOnce)
      cells.forEach(({ place }) => tell({ place, error: 'not run', wrongCall: false }))
      return Promise.resolve(undefined)
    }
  for (const attack of ['bnc-fixed', 'bnc-fixed,dead-code']) {
    const args = ['bench', '--attack', attack, '--defence', 'none,codepurify', '--jobs', '4', '--runs', join(root, 'runs')]
    await expect(command(toyTask(toyModel(log)), args, { ...around(), startJob })).rejects.toThrow('cells failed')
  }
  expect(told).toEqual([1, 2, 2])
})

test('--again with --jobs leaves the sampled data as it is', async () => {
  const startJob =
    (): StartJob =>
    (cells, { tell }) => {
      cells.forEach(({ place }) => tell({ place, error: 'not run', wrongCall: false }))
      return Promise.resolve(undefined)
    }
  const args = ['bench', '--attack', 'bnc-fixed,dead-code', '--defence', 'none', '--jobs', '2', '--runs', join(root, 'runs')]
  const written = async (...more: string[]): Promise<number> => {
    await expect(command(toyTask(toyModel(log)), [...args, ...more], { ...around(), startJob })).rejects.toThrow('cells failed')
    const data = readdirSync(join(root, 'runs', 'toy', 'toy')).find((name) => name.startsWith('data-')) ?? ''
    return statSync(join(root, 'runs', 'toy', 'toy', data, 'sample.json')).mtimeMs
  }
  const before = await written()
  expect(await written('--again')).toBe(before)
})

test('a job runs the cells that it was given, whatever has become of the grid file meanwhile', async () => {
  const grid = join(root, 'grid.json')
  writeFileSync(grid, '{ "attack": "bnc-fixed", "rate": [0.1, 0.2] }')
  const told: CellMessage[] = []
  const startJob =
    (): StartJob =>
    (cells, { tell }) => {
      writeFileSync(grid, '{ "attack": "bnc-fixed", "rate": [0.3, 0.1, 0.2] }')
      return command(toyTask(toyModel(log)), [...bench, '--grid', grid, '--runs', join(root, 'runs')], { ...around(), job: { cells, tell: (message) => { told.push(message); tell(message) } } }).then(() => undefined) // prettier-ignore
    }
  await command(toyTask(toyModel(log)), [...bench, '--grid', grid, '--jobs', '2', '--runs', join(root, 'runs')], { ...around(), startJob })
  expect(told.map((message) => [message.place, 'row' in message && message.row.rate])).toEqual([[0, 0.1], [1, 0.2]]) // prettier-ignore
})

test('time left is told from cells that were at work', async () => {
  const seeds = (some: string) => [...bench, '--attack', 'bnc-fixed', '--seed', some, '--jobs', '2', '--runs', join(root, 'runs')]
  await command(toyTask(toyModel(log)), seeds('1,2'), around())
  let clock = 0
  const texts: string[] = []
  const done = () => texts.filter((text) => text.includes('cells done'))
  const context = { ...around().context, now: () => clock, progress: { ...silent, say: (text: string) => void texts.push(text) } }
  // twin and victim: a minute each
  const slow = toyModel(log, { onFit: () => void (clock += 60_000) })
  const startJob =
    (): StartJob =>
    async (cells, { tell }) => {
      // the first two are there; of the others one waits for the other, so that each has its own minutes
      const before = Math.max(0, ...cells.map(({ place }) => (place < 2 ? 0 : place)))
      while (done().length < before) await new Promise(setImmediate)
      await command(toyTask(slow), seeds('1,2,3,4'), {
        ...around(),
        context: { ...around().context, now: () => clock },
        job: { cells, tell },
      })
      return undefined
    }
  await command(toyTask(toyModel(log)), seeds('1,2,3,4'), { ...around(), context, startJob })
  expect(done()).toEqual(['1 of 4 cells done', '2 of 4 cells done', '3 of 4 cells done, about 1 min 00 s left', '4 of 4 cells done'])
})

test('--jobs: what cannot be sampled fails its own cells', async () => {
  const broken = { ...toyModel(log), tokenCounter: () => Promise.reject(new Error('tokenizer.json: is damaged')) }
  const task = { ...toyTask(toyModel(log)), models: { broken, toy: toyModel(log) } }
  const args = [...bench, '--model', 'all', '--attack', 'bnc-fixed', '--jobs', '2', '--runs', join(root, 'runs')]
  const startJob =
    (): StartJob =>
    (cells, { tell }) =>
      command(task, args, { ...around(), job: { cells, tell } }).then(() => undefined)
  await expect(command(task, args, { ...around(), startJob })).rejects.toThrow('1 of 2 cells failed')
  const { rows, failed } = await readResult(join(root, 'runs', 'toy', 'bench.json'), benchSchema)
  expect(rows.map(({ model }) => model)).toEqual(['toy'])
  expect(failed).toMatchObject([{ model: 'broken', error: 'tokenizer.json: is damaged' }])
})
