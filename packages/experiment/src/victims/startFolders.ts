import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Model } from './model.js'
import { tokenizerFile } from './tokenizerFolder.js'
import { UsageError } from '../options/usageError.js'

/**
 * The folders that a victim and its defence start from: what the user gave, else what the profile ships. `writesReplacements`: a checkpoint may hold, beside the victim, the
 * masked language model that writes replacements. Throws a UsageError where one is missing.
 */
export function startFolders(
  { weights, checkpoint, maskedLm: own }: Parameters<Model['start']>[0],
  { writesReplacements }: { readonly writesReplacements: boolean },
): ReturnType<Model['start']> {
  const victim = checkpoint ?? weights?.victim
  const maskedLm = own ?? weights?.maskedLm ?? (writesReplacements ? checkpoint : undefined)
  if (victim === undefined)
    throw new UsageError(
      'this profile ships no weights: give a Hugging Face folder (config.json, model.safetensors, tokenizer.json) with --checkpoint FOLDER',
    )
  if (maskedLm === undefined)
    throw new UsageError(
      'this profile ships no model that writes replacements: give the Hugging Face folder of a CodeBERT with a masked-LM head with --masked-lm FOLDER',
    )
  return { victim, maskedLm }
}

/** A UsageError where the folder that an option names holds no model: what is missing is said before anything is trained. */
export function checkFolder(option: string, folder: string): void {
  if (!existsSync(join(folder, 'config.json')))
    throw new UsageError(`--${option} is "${folder}", expected a Hugging Face folder: there is no config.json`)
  tokenizerFile(folder)
}
