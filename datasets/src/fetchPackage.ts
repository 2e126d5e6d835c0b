import { codeOf, reasonOf, writeAtomically } from '@codepurify/dataset'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { PinnedPackage } from './lockFile.js'
import type { NpmConfig } from './npmConfig.js'

/** Gives the bytes of a package's tarball, in pieces; tests put their own in the registry's place. */
export type TarballStream = (wanted: PinnedPackage, take: (chunks: AsyncIterable<Uint8Array>) => Promise<void>) => Promise<void>

/** Fetches through pacote: the user's npm configuration and cache, the pinned hash; install scripts never run. */
export function registryStream(config: NpmConfig): TarballStream {
  return async ({ name, version, integrity }, take) => {
    const { default: pacote } = await import('pacote') // slow to load, and not needed once everything is cached
    await pacote.tarball.stream(`${name}@${version}`, (stream) => take(stream as AsyncIterable<Uint8Array>), {
      ...config,
      integrity,
      preferOffline: true,
    })
  }
}

/**
 * Makes sure that a pinned package's tarball lies in the cache folder and gives its path. What is there with the right hash is used as it is, without a
 * network; anything else is fetched. `onBytes` is told of the bytes that are ready. Throws where the hash is not the pinned one or the registry cannot be reached.
 */
export async function fetchPackage(
  wanted: PinnedPackage,
  { cache, stream, onBytes = () => {} }: { cache: string; stream: TarballStream; onBytes?: (bytes: number) => void },
): Promise<string> {
  const path = join(cache, tarballName(wanted))
  if ((await integrityOf(path)) === wanted.integrity) {
    onBytes(wanted.bytes)
    return path
  }
  let reported = 0
  const report = (bytes: number): void => {
    const more = Math.min(bytes, wanted.bytes - reported)
    reported += more
    onBytes(more)
  }
  try {
    await stream(wanted, (chunks) => save(path, wanted, chunks, report))
  } catch (error) {
    throw explain(wanted, error)
  }
  onBytes(wanted.bytes - reported)
  return path
}

/** The file name of a package's tarball in the cache. */
export function tarballName({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name.replace(/^@/, '').replaceAll('/', '-')}-${version}.tgz`
}

class WrongHash extends Error {}

async function save(
  path: string,
  { integrity }: PinnedPackage,
  chunks: AsyncIterable<Uint8Array>,
  report: (bytes: number) => void,
): Promise<void> {
  await writeAtomically(path, async (append) => {
    const hash = createHash('sha512')
    for await (const chunk of chunks) {
      hash.update(chunk)
      await append(chunk)
      report(chunk.byteLength)
    }
    const got = `sha512-${hash.digest('base64')}`
    if (got !== integrity) throw new WrongHash(`its hash is ${got}, expected ${integrity}`)
  })
}

async function integrityOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha512')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  } catch {
    return undefined
  }
  return `sha512-${hash.digest('base64')}`
}

function explain({ name, version }: PinnedPackage, error: unknown): Error {
  const message = reasonOf(error)
  const code = codeOf(error) ?? ''
  const what = `${name}@${version}`
  if (error instanceof WrongHash || code === 'EINTEGRITY')
    return new Error(
      `${what} is not the file that was pinned: ${message}. Nothing of it was used. Is a proxy or a mirror changing packages?`,
      { cause: error },
    )
  if (['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENETUNREACH', 'FETCH_ERROR', 'EHOSTUNREACH'].includes(code))
    return new Error(
      `${what} could not be fetched (${code}). The first build needs npm's registry; afterwards everything works offline. Check the connection and "npm config get registry".`,
      { cause: error },
    )
  return new Error(`${what} could not be fetched: ${message}`, { cause: error })
}
