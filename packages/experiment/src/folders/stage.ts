import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { lockFolder, sha256, sha256File, writeFileAtomic, type FolderLock } from '@codepurify/dataset'
import type { z } from 'zod'
import { duration, type Progress } from '../progress.js'
import { host, versions } from './provenance.js'
import { parsedFile } from '../results/parsedFile.js'
import type { Identity, Provenance } from '../results/resultSchema.js'

/** What every stage is given beside its own options. */
export interface Context {
  readonly progress: Progress
  /** Milliseconds; the clock that `seconds` is read from. */
  readonly now: () => number
  /** Aborted by Ctrl-C: a stage stops at the next step and keeps what it has. */
  readonly signal: AbortSignal
  /** Do the work although it was done before. */
  readonly again?: boolean
  /** Do no work: a stage throws where its result is not there, or was made with other options, inputs or code. */
  readonly looksOnly?: boolean
}

/** A stage as data: what it reads, what it writes, what its result depends on, and the work. */
export interface Stage<Result extends Identity & Provenance> {
  readonly name: string
  /** Raised when the same options and inputs would give another result than before. */
  readonly revision: number
  readonly identity: Identity
  readonly file: string
  readonly schema: z.ZodType<Result>
  readonly options: Readonly<Record<string, unknown>>
  /** Files or folders that are read, by what they are called in the result. */
  readonly inputs: Readonly<Record<string, string>>
  /** Files or folders that are written beside the result. */
  readonly outputs: Readonly<Record<string, string>>
  /** Does the work and gives what was measured. `fingerprint` names this very work: parts kept under it may be taken up again. */
  readonly work: (o: { readonly fingerprint: string }) => Promise<Readonly<Record<string, unknown>>>
}

/**
 * Runs a stage unless its result is there already, made from the same inputs with the same options, and its outputs are as they were left.
 * The result file is written last, to a temporary name, and renamed: where it is, the stage was finished, and work that fails leaves the result of before, whose outputs say whether they are still its own. Of several processes one works in a folder; the others wait.
 */
export async function runStage<Result extends Identity & Provenance>(
  stage: Stage<Result>,
  { progress, now: clock, signal, again = false, looksOnly = false }: Context,
): Promise<Result> {
  signal.throwIfAborted()
  const found = await fingerprinted(stage)
  const kept = again ? undefined : await upToDate(stage, found.fingerprint)
  if (kept !== undefined) return told(stage, kept, progress)
  if (looksOnly) {
    const there = existsSync(stage.file) ? 'was made with other options, inputs or code than this call names' : 'is not there'
    throw new Error(`${stage.name} ${there} (${stage.file})`)
  }
  const lock = await lockFolder(dirname(stage.file), { say: progress.say, signal })
  try {
    // another process may have done it meanwhile, or changed what it is made from
    const now = await fingerprinted(stage)
    const made = again ? undefined : await upToDate(stage, now.fingerprint)
    return made === undefined ? await work(stage, now, lock, { progress, now: clock }) : told(stage, made, progress)
  } finally {
    await lock.release()
  }
}

function told<Result>({ name, file }: { readonly name: string; readonly file: string }, result: Result, progress: Progress): Result {
  progress.say(`${name}: up to date (${file})`)
  return result
}

async function fingerprinted<Result extends Identity & Provenance>({ name, revision, options, inputs: paths }: Stage<Result>) {
  const inputs = await hashes(paths)
  return { inputs, fingerprint: sha256(JSON.stringify([name, revision, options, inputs])) }
}

async function work<Result extends Identity & Provenance>(
  stage: Stage<Result>,
  { inputs, fingerprint }: Awaited<ReturnType<typeof fingerprinted>>,
  lock: FolderLock,
  { progress, now }: Pick<Context, 'progress' | 'now'>,
): Promise<Result> {
  progress.say(`${stage.name}: ${stage.file}`)
  const begin = now()
  const measured = await stage.work({ fingerprint })
  const seconds = (now() - begin) / 1000
  const result = stage.schema.parse({
    ...stage.identity,
    stage: stage.name,
    seconds,
    ...measured,
    options: stage.options,
    inputs,
    outputs: await hashes(stage.outputs),
    versions: versions(),
    host: host(),
    revision: stage.revision,
    fingerprint,
  })
  await lock.check()
  const changed = Object.entries(await hashes(stage.inputs)).flatMap(([name, hash]) => (hash === inputs[name] ? [] : [name]))
  if (changed.length > 0)
    throw new Error(
      `${stage.file}: ${changed.join(', ')} changed while the stage was at work, so nothing was written. Run the command again.`,
    )
  await writeFileAtomic(stage.file, `${JSON.stringify(result, null, 2)}\n`)
  progress.say(`${stage.name}: done in ${duration(seconds * 1000)}`)
  return result
}

/** Reads a result file and checks it against its schema; the error names the file and the field. */
export async function readResult<Result>(file: string, schema: z.ZodType<Result>): Promise<Result> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`${file}: no such result. Run the stage that makes it.`, { cause: error })
  })
  return parsedFile(schema, text, file, 'Remove it and run the stage again.')
}

async function upToDate<Result extends Identity & Provenance>(stage: Stage<Result>, fingerprint: string): Promise<Result | undefined> {
  if (!existsSync(stage.file)) return undefined
  const found = await readResult(stage.file, stage.schema).catch(() => undefined)
  if (found?.fingerprint !== fingerprint) return undefined
  const outputs = await hashes(stage.outputs).catch(() => undefined)
  return outputs !== undefined && JSON.stringify(outputs) === JSON.stringify(found.outputs) ? found : undefined
}

async function hashes(paths: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const entries = await Promise.all(Object.entries(paths).map(async ([name, path]) => [name, await hashOf(path)] as const))
  return Object.fromEntries(entries)
}

/** SHA-256 of a file, or of a folder's file names and their hashes. */
export async function hashOf(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw new Error(`${path}: not found. Run the stage that makes it.`, { cause: error })
  })
  if (!found.isDirectory()) return sha256File(path)
  const names = (await readdir(path, { recursive: true })).map((name) => join(path, name)).sort()
  const files = await Promise.all(
    // a checkpoint's files may be links, as in the cache of Hugging Face: what they lead to counts
    names.map(async (name) => ((await stat(name)).isFile() ? [[name.slice(path.length), await sha256File(name)]] : [])),
  )
  return sha256(JSON.stringify(files.flat()))
}
