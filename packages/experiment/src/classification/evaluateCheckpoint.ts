import { rm } from 'node:fs/promises'
import { RejectFile, outputFiles, sha256File, writeAtomically, writeFileAtomic, type Reject } from '@codepurify/dataset'
import { classificationScores } from '@codepurify/metrics'
import { host, versions } from '../folders/provenance.js'
import { hashOf, type Context } from '../folders/stage.js'
import { asUsageError } from '../options/usageError.js'
import { answers, type LabelledRecord } from './answers.js'
import { classifierEvalSchema, type ClassifierEval } from './classifierEvalSchema.js'
import { openClassifier } from './openClassifier.js'

/** What is evaluated on what. */
export interface EvaluateOptions {
  readonly task: string
  readonly sequences: 1 | 2
  readonly checkpoint: string
  readonly device: 'cpu' | 'cuda' | 'webgpu'
  readonly threads?: number
  readonly maximumLength: number
  /** Of the bootstrap intervals. */
  readonly seed: number
  /** Files that `records` reads, by what they are called in the result. */
  readonly data: Readonly<Record<string, string>>
  /** How many records there are, for the time left. */
  readonly total: number
  readonly records: (onReject: (reject: Reject) => void) => AsyncIterable<LabelledRecord>
  /** The result, JSON of `classifierEvalSchema`. Rows that are set aside stand beside it in `<out without .json>.rejects.jsonl`. */
  readonly out: string
  /** JSON lines of every record's answer, where they are wanted. */
  readonly predictions?: string
}

/**
 * Runs a trained classifier over labelled records, one chunk after the other, and writes accuracy, precision, recall and F1 with their intervals.
 * Bad rows are set aside and counted. Throws where no record is left and, before the work, where `out` or `predictions` cannot be written or would write over what is read.
 */
export async function evaluateCheckpoint(options: EvaluateOptions, { progress, now, signal }: Context): Promise<ClassifierEval> {
  const { task, checkpoint, maximumLength, seed, out, predictions, device, threads } = options
  const begin = now()
  const rejects = new RejectFile(`${out.replace(/\.json$/, '')}.rejects.jsonl`)
  const to = await outputFiles({ '--out': out, '--predictions': predictions, 'the file of rows that are set aside': rejects.path }, [
    checkpoint,
    ...Object.values(options.data),
  ]).catch(asUsageError)
  const inputs: Record<string, string> = { checkpoint: await hashOf(checkpoint) }
  for (const [name, path] of Object.entries(options.data)) inputs[name] = await sha256File(path)
  const opened = await openClassifier(checkpoint, {
    sequences: options.sequences,
    device,
    maximumLength,
    ...(threads !== undefined && { threads }),
  })
  const { classifier } = opened
  await rm(rejects.path, { force: true })
  const bar = progress.step(`${task}: records`, options.total)
  const labels: { truth: number[]; predicted: number[]; cut: number } = { truth: [], predicted: [], cut: 0 }
  const work = async (append?: (bytes: Uint8Array) => Promise<void>): Promise<void> => {
    const found = answers(opened, options.records(rejects.add), { signal, onProgress: (done) => bar.update(done) })
    for await (const { id, truth, cut, ...said } of found) {
      labels.truth.push(truth)
      labels.predicted.push(said.label)
      labels.cut += cut
      await append?.(Buffer.from(`${JSON.stringify({ id, truth, ...said })}\n`))
    }
  }
  const outputs: Record<string, string> = {}
  try {
    if (to['--predictions'] === undefined) await work()
    else outputs['predictions'] = (await writeAtomically(to['--predictions'], work)).sha256
  } finally {
    bar.end()
    await classifier.release()
  }
  const setAside = await rejects.write()
  if (labels.truth.length === 0)
    throw new Error(`no record was left to evaluate; ${setAside} rows were set aside, with their reasons, in ${rejects.path}`)
  if (setAside > 0) progress.say(`${setAside} rows were set aside, with their reasons, in ${rejects.path}`)
  const result = classifierEvalSchema.parse({
    task,
    stage: 'eval',
    model: classifier.kind,
    parameters: classifier.parameters,
    seed,
    records: labels.truth.length,
    setAside,
    cut: labels.cut,
    maximumLength,
    metrics: classificationScores(labels.predicted, labels.truth, { seed }),
    peakMemory: Math.round(process.resourceUsage().maxRSS / 1024),
    seconds: (now() - begin) / 1000,
    options: { device, ...(threads !== undefined && { threads }), maximumLength, seed },
    inputs,
    outputs,
    versions: versions(),
    host: host(),
  })
  await writeFileAtomic(to['--out'], `${JSON.stringify(result, null, 2)}\n`)
  return result
}
