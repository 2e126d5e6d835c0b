import { basename } from 'node:path'
import type { Checkpoint, FoundModel } from './checkpoint.js'

/** What each kind of model is, for people. */
const kinds: Readonly<Record<FoundModel['kind'], string>> = {
  encoder: 'a RoBERTa encoder without a head',
  'masked-lm': 'CodeBERT with its masked-LM head',
  seq2seq: "CodeBERT with the official code-refinement decoder ('Seq2Seq')",
  joint: 'CodeBERT with a masked-LM head and a code-refinement decoder over one encoder',
  t5: 'CodeT5',
  classifier: 'a classifier',
}

const MOST_NAMES = 5

/** Some names, and how many more there are. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ')
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown
}

/** What was found in a folder: kind, files, tensors, config and names, a line each. */
export function describeCheckpoint(checkpoint: Checkpoint): string[] {
  const { kind, config, weights, source, metadata } = checkpoint
  const numbers = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0)
  const dtypes = Object.entries(source.dtypes).map(([dtype, count]) => `${count} ${dtype}`)
  const pairs = [...source.renamed].map(([old, name]) => `${old} -> ${name}`)
  const made = Object.entries(metadata).map(([key, value]) => `${key} = ${value}`)
  return [
    `kind: ${kind === 'classifier' ? `a classifier, ${checkpoint.classifier}` : kinds[kind]}`,
    `files: ${source.files.map((file) => basename(file)).join(', ')}`,
    `tensors: ${source.tensors} (${dtypes.join(', ')}); ${weights.size} are used, ${(numbers / 1e6).toFixed(2)} million numbers`,
    `config: ${Object.entries(config)
      .map(([key, value]) => `${key} ${String(value)}`)
      .join(', ')}`,
    source.layouts.length === 0
      ? 'names: as they are here'
      : `names: ${source.layouts.join(', ')}; ${source.renamed.size} mapped: ${some(pairs)}`,
    ...(source.dropped.length > 0 ? [`left out: ${some(source.dropped)}`] : []),
    ...(source.skipped.length > 0 ? [`whole numbers, which no model reads: ${some(source.skipped)}`] : []),
    ...(made.length > 0 ? [`metadata: ${made.join(', ')}`] : []),
  ]
}
