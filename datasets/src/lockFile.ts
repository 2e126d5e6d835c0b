import type { RecordLanguage } from '@codepurify/dataset'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** One pinned package: what to fetch, the language that is taken from it, its size in bytes and its hash. */
export interface PinnedPackage {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly language: RecordLanguage
  readonly bytes: number
  readonly integrity: string
}

/** The lock file that ships with the project. */
export const lockFilePath = fileURLToPath(new URL('../corpus.lock.json', import.meta.url))

const languageOf: Readonly<Record<string, RecordLanguage>> = { java: 'java', c: 'c', js: 'javascript' }

/** Reads the pinned packages. Throws where an entry lacks its version or a sha512 hash: nothing is fetched without one. */
export async function readLockFile(path: string = lockFilePath): Promise<PinnedPackage[]> {
  const entries: unknown = JSON.parse(await readFile(path, 'utf8'))
  if (!Array.isArray(entries)) throw new Error(`${path}: expected a list of packages`)
  return entries.map((entry: Readonly<Record<string, unknown>>, index) => pinned(entry, `${path}: entry ${index + 1}`))
}

function pinned(entry: Readonly<Record<string, unknown>>, where: string): PinnedPackage {
  const { name, version, license, lang, bytes, integrity } = entry
  const language = typeof lang === 'string' ? languageOf[lang] : undefined
  if (typeof name !== 'string' || typeof version !== 'string') throw new Error(`${where} has no name and version, expected both as text`)
  if (typeof license !== 'string') throw new Error(`${where} (${name}) has no licence, expected an SPDX expression`)
  if (language === undefined)
    throw new Error(`${where} (${name}) has the language "${String(lang)}", expected one of ${Object.keys(languageOf).join(', ')}`)
  if (typeof bytes !== 'number') throw new Error(`${where} (${name}) has no size, expected bytes as a number`)
  if (typeof integrity !== 'string' || !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity))
    throw new Error(`${where} (${name}) has no sha512 hash`)
  return { name, version, licence: license, language, bytes, integrity }
}
