import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { lockFolder } from './folderLock.js'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lock-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const times = { look: 5, beat: 5, gone: 60_000 }
const file = () => join(folder, '.lock')
const take = (said: string[] = [], signal = new AbortController().signal) =>
  lockFolder(folder, { say: (text) => said.push(text), signal, times })
const left = (holder: object) => writeFileSync(file(), JSON.stringify({ pid: process.pid, host: hostname(), key: 'k', ...holder }))

test('the second waits, says so once, and goes on when the first is done', async () => {
  const first = await take()
  const said: string[] = []
  let second = false
  const waiting = take(said).then((lock) => ((second = true), lock))
  while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(second).toBe(false)
  expect(said).toEqual([expect.stringContaining(`process ${process.pid} is at work there; waiting for it`)])
  await first.release()
  const lock = await waiting
  await lock.check()
  await lock.release()
  expect(existsSync(file())).toBe(false)
})

test('of many that want it, one at a time has it', async () => {
  let inside = 0
  const most: number[] = []
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const lock = await take()
      most.push(++inside)
      await new Promise((resolve) => setTimeout(resolve, 3))
      inside -= 1
      await lock.release()
    }),
  )
  expect(most).toEqual(Array.from({ length: 8 }, () => 1))
})

test('a lock that cannot be read is an error, not a wait without end', async () => {
  mkdirSync(file())
  await expect(take()).rejects.toThrow(`${file()}: cannot be read, expected a file that says who works there`)
})

test('a lock whose process has ended is taken over at once', async () => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  left({ pid })
  const said: string[] = []
  await (await take(said)).check()
  expect(said).toEqual([])
})

test('another process that holds it is waited for, and no longer when it is killed', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(other, 'spawn')
  left({ pid: other.pid })
  const said: string[] = []
  let mine = false
  const waiting = take(said).then((lock) => ((mine = true), lock))
  while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect([mine, said]).toEqual([false, [expect.stringContaining(`process ${other.pid} is at work there`)]])
  other.kill('SIGKILL')
  await once(other, 'exit')
  const lock = await waiting
  await lock.check()
  await lock.release()
})

test('a lock from another machine counts while it gives signs of life, and one that is damaged too', async () => {
  const stop = new AbortController()
  left({ host: 'elsewhere' })
  const said: string[] = []
  const waiting = take(said, stop.signal)
  const stopped = expect(waiting).rejects.toThrow('stopped')
  while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  stop.abort(new Error('stopped'))
  await stopped
  expect(said[0]).toContain('on elsewhere')
  for (const content of [JSON.stringify({ pid: 1, host: 'elsewhere', key: 'k' }), '{"pi']) {
    writeFileSync(file(), content)
    utimesSync(file(), new Date(Date.now() - 90_000), new Date(Date.now() - 90_000))
    await (await take()).release()
  }
})

test('who lost the lock is told before it writes, and does not release that of another', async () => {
  const lock = await take()
  left({ key: 'other' })
  await expect(lock.check()).rejects.toThrow('another process has taken this folder over')
  await lock.release()
  expect(existsSync(file())).toBe(true)
})
