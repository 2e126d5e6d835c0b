import type { Device } from '@codepurify/graph'
import { Classifier, readCheckpoint, rulesOf } from '@codepurify/models'
import { Tokenizer } from '@codepurify/tokenizer'
import { UsageError } from '../options/usageError.js'
import { codeEncoder, type EncodedCode } from './codeEncoder.js'

/** A trained classifier and how it reads code. */
export interface OpenedClassifier {
  readonly classifier: Classifier
  readonly encode: (code: string) => EncodedCode
  readonly maximumLength: number
}

/** What a classifier is opened for. */
export interface OpenOptions {
  /** Functions in one record: 1, or the 2 of a pair. */
  readonly sequences: 1 | 2
  readonly device?: Device
  readonly threads?: number
  /** Tokens of a function, <s> and </s> included, beyond which it is cut. */
  readonly maximumLength: number
}

/** Opens a checkpoint's classifier with the tokenizer beside it. Throws where the folder holds another kind of model, or one for records of another form. */
export async function openClassifier(
  folder: string,
  { sequences, device, threads, maximumLength }: OpenOptions,
): Promise<OpenedClassifier> {
  const checkpoint = await readCheckpoint(folder)
  if (checkpoint.kind !== 'classifier')
    throw new Error(`${folder}: holds a ${checkpoint.kind} model, expected a classifier: a checkpoint with a classification head`)
  const { classifier: kind, config, weights } = checkpoint
  const { sequences: reads, maximumIds } = rulesOf(kind)
  if (reads !== sequences)
    throw new Error(
      `${folder}: holds a ${kind} model, which reads ${reads === 1 ? 'one function' : 'two functions'}, expected one that reads ${sequences}`,
    )
  const most = maximumIds(config)
  if (maximumLength > most)
    throw new UsageError(`--maximum-length is ${maximumLength}, expected at most ${most}: the model has no more positions`)
  const tokenizer = await Tokenizer.fromFolder(folder)
  const classifier = await Classifier.create({
    kind,
    config,
    weights,
    ...(device && { device }),
    ...(threads !== undefined && { threads }),
  })
  return { classifier, encode: codeEncoder(tokenizer, maximumLength), maximumLength }
}
