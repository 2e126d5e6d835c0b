import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Tokenizer } from '@codepurify/tokenizer'
import { UsageError } from '../options/usageError.js'

/** The file of a folder that says how text becomes tokens; a UsageError where there is none. */
export function tokenizerFile(folder: string): string {
  const found = ['tokenizer.json', 'vocab.json'].map((name) => join(folder, name)).find((path) => existsSync(path))
  if (found === undefined) throw new UsageError(`${folder}: no tokenizer.json and no vocab.json there, expected a Hugging Face folder`)
  return found
}

/** The tokenizer of a folder. */
export async function openTokenizer(folder: string): Promise<Tokenizer> {
  tokenizerFile(folder)
  const { Tokenizer } = await import('@codepurify/tokenizer')
  return Tokenizer.fromFolder(folder)
}

/** Counts a text's tokens, <s> and </s> included, with the tokenizer of a folder. */
export async function tokenCounter(folder: string): Promise<(text: string) => number> {
  const tokenizer = await openTokenizer(folder)
  return (text) => tokenizer.encode(text).ids.length + 2
}
