import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forkJob } from './jobProcess.js'
import type { CellMessage, PlacedCell } from './runInJobs.js'

const placed = (place: number): PlacedCell => ({ place, cell: { model: 'toy', attack: 'bnc-fixed', rate: 0.05, seed: place, defence: 'none' } }) // prettier-ignore

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'jobs-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a program as a job and gives what it told, what it said, and how it ended. */
async function job(program: string, { signal = new AbortController().signal, onSay = (): void => undefined } = {}) {
  const script = join(folder, 'program.cjs')
  writeFileSync(script, program)
  const told: CellMessage[] = []
  const said: string[] = []
  const tell = (message: CellMessage): void => void told.push(message)
  const say = (text: string): void => {
    said.push(text)
    onSay()
  }
  const reason = await forkJob(script, ['bench', '--jobs', '2'], 2)([3, 4].map(placed), { tell, say, signal })
  return { told, said, reason }
}

test('a job is told its cells, its share of the cores and the same arguments; what it tells and says arrives', async () => {
  const { told, said, reason } = await job(`
    const { CODEPURIFY_CELLS: cells, CODEPURIFY_THREADS: threads } = process.env
    console.error([JSON.parse(cells).map(({ cell }) => cell.seed), Number(threads) > 0, ...process.argv.slice(2)].join(' '))
    for (const { place } of JSON.parse(cells)) process.send({ place, error: String(Infinity), wrongCall: false })
    process.disconnect()
  `)
  expect(said).toEqual(['3,4 true bench --jobs 2'])
  expect(told).toEqual([3, 4].map((place) => ({ place, error: 'Infinity', wrongCall: false })))
  expect(reason).toBeUndefined()
})

test('what became of a job that did not end well is said', async () => {
  expect((await job(`process.kill(process.pid, 'SIGKILL')`)).reason).toBe('killed by SIGKILL')
  expect((await job(`console.error('no weights'); process.exit(3)`)).reason).toBe('exit code 3, no weights')
})

test('a job ends when it is asked to', async () => {
  const stop = new AbortController()
  const waiting = `
    process.on('SIGTERM', () => { console.error('stopping'); process.exit(1) })
    setInterval(() => undefined, 1000)
    console.error('ready')
  `
  const { said, reason } = await job(waiting, { signal: stop.signal, onSay: () => stop.abort() })
  expect(said).toEqual(['ready', 'stopping'])
  expect(reason).toBe('exit code 1, stopping')
})
