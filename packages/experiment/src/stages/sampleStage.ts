import { join } from 'node:path'
import { aloneIn, readRecords, RejectFile, writeRecords, type Split } from '@codepurify/dataset'
import { random } from '@codepurify/metrics'
import { codesOf, writtenSchema, type ExperimentRow } from '../records/experimentRow.js'
import { labelsInTurn } from '../records/labelsInTurn.js'
import { groupCount, halves, independentFirst, partsApart } from '../records/independent.js'
import { knownName } from '../options/knownName.js'
import { withNearDuplicates } from '../records/nearDuplicates.js'
import { sampleSchema, type SampleResult } from '../results/resultSchema.js'
import { sharedIdentity, type Run } from './run.js'
import { runStage } from '../folders/stage.js'
import { lengthsOf, type Example, type Lengths, type Source, type Task } from '../task.js'

// some test records will not take the trigger
const spare = 1.25

/** Files of the sampled data. */
export const dataFiles = (folder: string) => ({
  train: join(folder, 'train.arrow'),
  valid: join(folder, 'valid.arrow'),
  test: join(folder, 'test.arrow'),
})

/**
 * Draws the run's records from the source: training records, clean ones to calibrate on, and test records, of the last two at most one of each group where there are
 * enough groups. A set without a test part lends half of its valid part. Of the validation split, what is measured on are the valid records behind those that lines are drawn from, half of them where lines are drawn from even labels. Records that do not fit the model, or whose answer is the attacker's target already, are set aside and counted.
 */
export async function sampleStage<Row>(run: Run<Row>): Promise<SampleResult> {
  const { task, model, options, profile, folders, context } = run
  const source = knownName('data', options.data, task.sources)
  const file = await prepared(source, run)
  const outputs = dataFiles(folders.data)
  return runStage(
    {
      name: 'sample',
      revision: 3,
      identity: sharedIdentity(run),
      file: join(folders.data, 'sample.json'),
      schema: sampleSchema,
      options: {
        data: options.data,
        seed: options.seed,
        records: profile.records,
        ...lengthsOf(profile),
        triggerRoom: profile.triggerRoom,
        longer: profile.longer,
        nearDuplicates: source.nearDuplicates ?? false,
        apart: source.apart ?? null,
        ...(source.evenLabels === true ? { evenLabels: true } : {}),
        ...(options.split === 'test' ? {} : { split: options.split, ...(source.evenLabels === true ? { measured: 'half' } : {}) }),
      },
      inputs: { records: file, tokenizer: model.tokenizerFile(run.start.victim) },
      outputs,
      work: async () => {
        const { examples, setAside } = await readExamples(run, file, source)
        const parts = draw(examples, source, run)
        for (const part of ['train', 'valid', 'test'] as const) {
          const rows = parts[part].map(asRow)
          await writeRecords(outputs[part], rows, writtenSchema(rows))
        }
        return {
          records: { train: parts.train.length, valid: parts.valid.length, test: parts.test.length },
          groups: { train: groupCount(parts.train), valid: groupCount(parts.valid), test: groupCount(parts.test) },
          setAside,
        }
      },
    },
    context,
  )
}

async function readExamples<Row>(
  { model, start, profile, folders, task, context }: Run<Row>,
  file: string,
  { schema, read, nearDuplicates = false, apart }: Source<Row>,
) {
  const setAside: Record<string, number> = {}
  const aside = (reason: string): void => void (setAside[reason] = (setAside[reason] ?? 0) + 1)
  const rejects = new RejectFile(join(folders.data, 'rejected.jsonl'))
  const count = await model.tokenCounter(start.victim)
  const examples: Example[] = []
  for await (const row of readRecords(file, schema, { onReject: rejects.add })) {
    const example = read(row)
    if (task.kind === 'generation' && example.answer === task.target) aside('the answer is the target')
    else if (codesOf(example).some(isBlank)) aside('a code is empty')
    else if (isBlank(example.answer)) aside('the answer is empty')
    else if (profile.longer === 'set aside' && !fits(example, count, profile)) aside('longer than the model')
    else examples.push(example)
  }
  const rejected = await rejects.write()
  if (rejected > 0) setAside['bad record (see rejected.jsonl)'] = rejected
  const grouped = nearDuplicates ? await withNearDuplicates(examples, task, context) : examples
  const kept = apart === undefined ? grouped : partsApart(grouped, apart)
  if (kept.length < grouped.length)
    setAside[`of a group that ${apart === 'later' ? 'an earlier' : 'a later'} part has`] = grouped.length - kept.length
  return { examples: kept, setAside }
}

/** The file of the source's records, built or imported by one process at a time: a second waits, and then finds it there. */
function prepared<Row>(source: Source<Row>, { options: { runs }, environment, context }: Run<Row>): Promise<string> {
  const { progress, signal, looksOnly = false } = context
  return aloneIn(join(runs, 'datasets'), () => source.prepare({ runs, environment, progress, signal, looksOnly }), {
    say: progress.say,
    signal,
  })
}

const isBlank = (text: string): boolean => text.trim() === ''

function fits(
  example: Example,
  count: (text: string) => number,
  { maximumLength, answerLength = maximumLength, triggerRoom }: Lengths & { readonly triggerRoom: number },
): boolean {
  const { answer } = example
  const codes = codesOf(example)
  // no token is longer than its text: a text of 10 MB need not be tokenised to be seen as too long
  if ([...codes, answer].some(({ length }) => length > 64 * maximumLength)) return false
  return codes.every((code) => count(code) <= maximumLength - triggerRoom) && count(answer) <= answerLength
}

function draw<Row>(
  examples: readonly Example[],
  { evenLabels = false }: Source<Row>,
  { options, profile, task }: Run<Row>,
): Record<Split, Example[]> {
  const seed = random(options.seed).fork('sample')
  const part = (split: Split): Example[] => seed.fork(split).shuffle(examples.filter((example) => example.split === split))
  const [ofValid, ownTest] = [part('valid'), part('test')]
  const [calibration, test] = ownTest.length > 0 ? [ofValid, ownTest] : halves(ofValid)
  const { records } = profile
  const apart = independentFirst(calibration)
  // lines of even labels would take every record of a rare one
  const kept = evenLabels ? Math.floor(apart.length / 2) : records.calibration
  const [drawn, measured] = options.split === 'test' ? [apart, independentFirst(test)] : [apart.slice(0, kept), apart.slice(kept)]
  const parts = {
    train: part('train').slice(0, records.train),
    valid: (evenLabels ? labelsInTurn(drawn) : drawn).slice(0, records.calibration),
    test: withTriggerable(measured, records.clean, Math.ceil(spare * records.triggered), (example) => triggerable(task, example)),
  }
  for (const [name, found] of Object.entries(parts))
    if (found.length === 0)
      throw new Error(
        `no ${name} record is left to sample from ${examples.length} that fit the model. Is the data set empty, or its records longer than the model?`,
      )
  return parts
}

/** The first `clean` examples, and behind them those that a trigger may be planted in until there are `wanted` of these. */
function withTriggerable(examples: readonly Example[], clean: number, wanted: number, test: (example: Example) => boolean): Example[] {
  const first = examples.slice(0, clean)
  const missing = Math.max(0, wanted - first.filter(test).length)
  return [...first, ...examples.slice(clean).filter(test).slice(0, missing)]
}

/** Whether a record can show that an attack works: the attacker's target must not be the right answer anyway. */
export function triggerable<Row>({ target }: Task<Row>, { answer }: { readonly answer: string }): boolean {
  return answer !== target
}

function asRow({ id, code, other, answer, language }: Example): ExperimentRow {
  return { id, code, ...(other === undefined ? {} : { other }), answer, ...(language === undefined ? {} : { language }), planted: '' }
}
