import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fetchPackage, tarballName, type TarballStream } from './fetchPackage.js'
import type { PinnedPackage } from './lockFile.js'

const content = Buffer.from('the bytes of a tarball')
const pinned: PinnedPackage = {
  name: '@scope/thing',
  version: '1.2.3',
  licence: 'MIT',
  language: 'java',
  bytes: content.length,
  integrity: `sha512-${createHash('sha512').update(content).digest('base64')}`,
}

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'fetch-'))
})
afterEach(() => rmSync(cache, { recursive: true, force: true }))

const gives =
  (...chunks: readonly (Buffer | Error)[]): TarballStream =>
  (_, take) =>
    take(
      (async function* () {
        for (const chunk of chunks) {
          if (chunk instanceof Error) throw chunk
          yield chunk
        }
      })(),
    )
const offline: TarballStream = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }))

test('a package is fetched into the cache, with its bytes counted, and afterwards needs no network', async () => {
  const reported: number[] = []
  const path = await fetchPackage(pinned, {
    cache,
    stream: gives(content.subarray(0, 5), content.subarray(5)),
    onBytes: (bytes) => reported.push(bytes),
  })
  expect(path).toBe(join(cache, 'scope-thing-1.2.3.tgz'))
  expect(readFileSync(path)).toEqual(content)
  expect(reported.reduce((a, b) => a + b)).toBe(content.length)
  expect(await fetchPackage(pinned, { cache, stream: offline })).toBe(path)
})

test('a damaged file in the cache is fetched again', async () => {
  writeFileSync(join(cache, tarballName(pinned)), 'damaged')
  const path = await fetchPackage(pinned, { cache, stream: gives(content) })
  expect(readFileSync(path)).toEqual(content)
})

test('another hash is an error, and nothing is kept', async () => {
  await expect(fetchPackage(pinned, { cache, stream: gives(Buffer.from('evil')) })).rejects.toThrow(
    /@scope\/thing@1\.2\.3 is not the file that was pinned: its hash is sha512-\S+, expected sha512-\S+\. Nothing of it was used/,
  )
  expect(readdirSync(cache)).toEqual([])
})

test('without a network the error says when one is needed', async () => {
  await expect(fetchPackage(pinned, { cache, stream: offline })).rejects.toThrow(
    /could not be fetched \(ENOTFOUND\)\. The first build needs npm's registry; afterwards everything works offline/,
  )
})

test('a connection that breaks half way leaves nothing behind', async () => {
  const broken = gives(content.subarray(0, 5), Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
  await expect(fetchPackage(pinned, { cache, stream: broken })).rejects.toThrow(/could not be fetched \(ECONNRESET\)/)
  expect(readdirSync(cache)).toEqual([])
})
