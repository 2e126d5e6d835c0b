import type { FunctionRecord, RecordLanguage } from '@codepurify/dataset'
import { loadLanguage } from '@codepurify/syntax'
import type { CorpusProgress } from './buildCorpus.js'
import { extractFunctions } from './extractFunctions.js'
import type { FetchedPackage } from './fetchAll.js'
import { skipFile } from './skipFile.js'
import { type SourceFile, unpack } from './unpack.js'

/** The functions of one language before they are split, and what was passed over on the way. */
export interface Found {
  readonly files: number
  readonly skipped: Record<string, number>
  readonly found: number
  readonly functions: readonly Omit<FunctionRecord, 'split'>[]
}

/**
 * Extracts the functions of all packages and keeps the first of each that have the same tokens. The order, and so the choice, is that of the lock file, then of
 * the paths, then of the places in the file. An id is the language and the hash of the tokens, so it stays the same when packages are added.
 */
export async function collectFunctions(
  packages: readonly FetchedPackage[],
  { onProgress }: { onProgress: (progress: CorpusProgress) => void },
): Promise<Map<RecordLanguage, Found>> {
  const unpacked = []
  const collected = new Map<RecordLanguage, Collector>()
  for (const { pinned, tarball } of packages) {
    const collector = collected.get(pinned.language) ?? new Collector(pinned.language)
    collected.set(pinned.language, collector)
    unpacked.push({
      pinned,
      collector,
      files: collector.choose(await unpack(tarball, pinned.language, { onSkip: () => collector.skip('unreadable') })),
    })
  }
  const total = unpacked.reduce((sum, { files }) => sum + files.length, 0)
  let done = 0
  for (const { pinned, collector, files } of unpacked) {
    const language = await loadLanguage(pinned.language)
    for (const file of files) {
      const found = extractFunctions(file, language, pinned.language)
      collector.add(found, { package: pinned.name, version: pinned.version, licence: pinned.licence, path: file.path })
      done += 1
      onProgress({ step: 'extract', done, total })
      if (done % 20 === 0) await new Promise((resolve) => setImmediate(resolve)) // lets timers and Ctrl-C through
    }
  }
  return new Map([...collected].map(([language, collector]) => [language, collector.result()]))
}

class Collector {
  readonly #language: RecordLanguage
  readonly #functions = new Map<string, Omit<FunctionRecord, 'split'>>()
  readonly #skipped: Record<string, number> = {}
  #files = 0
  #found = 0

  constructor(language: RecordLanguage) {
    this.#language = language
  }

  skip(reason: string): void {
    this.#skipped[reason] = (this.#skipped[reason] ?? 0) + 1
  }

  choose(files: readonly SourceFile[]): SourceFile[] {
    const chosen = files.filter((file) => {
      const reason = skipFile(file)
      if (reason !== undefined) this.skip(reason)
      return reason === undefined
    })
    this.#files += chosen.length
    return chosen
  }

  add(found: ReturnType<typeof extractFunctions>, source: FunctionRecord['source']): void {
    this.#found += found.length
    for (const { exact, ...rest } of found) {
      if (!this.#functions.has(exact))
        this.#functions.set(exact, { id: `${this.#language}-${exact}`, language: this.#language, ...rest, source })
    }
  }

  result(): Found {
    return { files: this.#files, skipped: this.#skipped, found: this.#found, functions: [...this.#functions.values()] }
  }
}
