import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256, writeFileAtomic } from '@codepurify/dataset'
import type { Step } from '../progress.js'
import type { Context } from './stage.js'

/** Work on many items that survives being killed. */
export interface PartedWork<Item, Out> {
  /** Where the parts are kept. */
  readonly folder: string
  /** Everything that the outcome depends on beside the items themselves. */
  readonly key: unknown
  readonly items: readonly Item[]
  /** Items a part: always the same records together, so that a resumed run makes the same bytes. */
  readonly size: number
  readonly title: string
  readonly work: (items: readonly Item[]) => Promise<readonly Out[]>
}

interface Part<Out> {
  readonly items: string
  readonly seconds: number
  readonly out: readonly Out[]
}

/**
 * Does the work part by part; each finished part is a file, and a part whose file is there is not done again.
 * `seconds` is what all parts took, whenever that was. What `work` gives must survive JSON.
 */
export async function inParts<Item, Out>(
  { folder, key, items, size, title, work }: PartedWork<Item, Out>,
  { progress, now, signal, again = false }: Context,
): Promise<{ out: Out[]; seconds: number }> {
  const home = join(folder, sha256(JSON.stringify([key, size])).slice(0, 12))
  const out: Out[] = []
  let seconds = 0
  let step: Step | undefined
  try {
    for (let start = 0; start < items.length; start += size) {
      signal.throwIfAborted()
      const slice = items.slice(start, start + size)
      const identity = sha256(JSON.stringify(slice))
      // named by its items: parts of other records, or a last one that is shorter under --limit, stand beside it
      const file = join(home, `${String(start).padStart(6, '0')}-${identity.slice(0, 12)}.json`)
      const kept = again ? undefined : await readPart<Out>(file, identity, slice.length)
      if (kept === undefined) step ??= progress.step(title, items.length)
      const part = kept ?? (await newPart(file, identity, slice, work, now))
      out.push(...part.out)
      seconds += part.seconds
      step?.update(Math.min(start + size, items.length))
    }
  } finally {
    step?.end()
  }
  return { out, seconds }
}

async function newPart<Item, Out>(
  file: string,
  items: string,
  slice: readonly Item[],
  work: (items: readonly Item[]) => Promise<readonly Out[]>,
  now: () => number,
): Promise<Part<Out>> {
  const begin = now()
  const out = await work(slice)
  if (out.length !== slice.length) throw new Error(`${file}: ${out.length} outcomes for ${slice.length} items`)
  const part = { items, seconds: (now() - begin) / 1000, out }
  const text = JSON.stringify(part)
  await writeFileAtomic(file, text)
  // what is used is what would be read again, so that a resumed run cannot differ
  return JSON.parse(text) as Part<Out>
}

async function readPart<Out>(file: string, items: string, count: number): Promise<Part<Out> | undefined> {
  if (!existsSync(file)) return undefined
  try {
    const part = JSON.parse(await readFile(file, 'utf8')) as Part<Out>
    return part.items === items && Number.isFinite(part.seconds) && Array.isArray(part.out) && part.out.length === count ? part : undefined
  } catch {
    return undefined
  }
}
