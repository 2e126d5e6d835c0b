import { makeFolder } from '@codepurify/dataset'
import type { CorpusProgress } from './buildCorpus.js'
import { fetchPackage, type TarballStream } from './fetchPackage.js'
import type { PinnedPackage } from './lockFile.js'

const parallel = 6

/** A fetched package and where its tarball lies. */
export interface FetchedPackage {
  readonly pinned: PinnedPackage
  readonly tarball: string
}

/** Fetches packages, several at a time, the largest first, and gives them in the order of the lock file. Progress counts bytes. */
export async function fetchAll(
  packages: readonly PinnedPackage[],
  { cache, stream, onProgress }: { cache: string; stream: TarballStream; onProgress: (progress: CorpusProgress) => void },
): Promise<FetchedPackage[]> {
  await makeFolder(cache)
  const total = packages.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  const onBytes = (bytes: number): void => {
    done += bytes
    onProgress({ step: 'fetch', done, total })
  }
  const fetched = new Map<PinnedPackage, string>()
  const queue = [...packages].sort((a, b) => b.bytes - a.bytes)
  const worker = async (): Promise<void> => {
    for (let pinned = queue.shift(); pinned !== undefined; pinned = queue.shift())
      fetched.set(pinned, await fetchPackage(pinned, { cache, stream, onBytes }))
  }
  try {
    await Promise.all(Array.from({ length: parallel }, worker))
  } finally {
    queue.length = 0 // after one failure the other workers stop at their next package
  }
  return packages.map((pinned) => ({ pinned, tarball: fetched.get(pinned) ?? '' }))
}
