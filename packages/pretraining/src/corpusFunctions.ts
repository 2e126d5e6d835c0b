import { join } from 'node:path'
import { buildCorpus } from '@codepurify/corpus'
import { functionSchema, readRecords, sha256File, type FunctionRecord, type Split } from '@codepurify/dataset'
import type { Progress } from '@codepurify/experiment'

const files = ['functions-java', 'functions-c', 'functions-javascript'] as const

/** The functions of the embedded corpus, built first where they are not there yet, and a hash of them. */
export async function corpusFunctions(
  runs: string,
  split: Split,
  progress: Progress,
): Promise<{ functions: FunctionRecord[]; hash: string }> {
  const folder = join(runs, 'datasets', 'embedded')
  await buildCorpus({ folder, onProgress: () => undefined })
  const functions: FunctionRecord[] = []
  const hashes: string[] = []
  for (const file of files) {
    const path = join(folder, `${file}.arrow`)
    hashes.push(await sha256File(path))
    for await (const record of readRecords(path, functionSchema)) if (record.split === split) functions.push(record)
  }
  progress.say(`${functions.length} functions of the ${split} split`)
  return { functions, hash: hashes.join(' ') }
}
