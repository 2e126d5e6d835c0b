import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CorpusProgress, CorpusTask, PublicSetName } from '@codepurify/corpus'
import type { Progress } from '../progress.js'
import type { Source } from '../task.js'
import { UsageError } from '../options/usageError.js'

/** What a task says of a source: how its records are called and read. */
type Reading<Row> = Omit<Source<Row>, 'prepare'>

const titles: Readonly<Record<CorpusProgress['step'], string>> = {
  fetch: 'fetch the corpus',
  extract: 'extract functions',
  bugs: 'seed bugs',
  defect: 'seed defects',
  clone: 'make clones',
  summary: 'take summaries',
}

/** Records of the embedded corpus, built where they are not there yet. Those of `repair` belong to the corpus; the others are made out of it. */
export function embeddedSource<Row>(records: 'repair' | CorpusTask, reading: Reading<Row>): Source<Row> {
  return {
    ...reading,
    prepare: async ({ runs, progress, signal, looksOnly }) => {
      const { buildCorpus, taskRules } = await import('@codepurify/corpus')
      const folder = join(runs, 'datasets', 'embedded')
      const file = join(folder, records === 'repair' ? 'repair-java.arrow' : taskRules[records].file)
      if (looksOnly) return thatIsThere(file)
      const bars = barOfEachStep(progress)
      try {
        await buildCorpus({
          folder,
          tasks: records === 'repair' ? [] : [records],
          waiting: { say: progress.say, signal },
          onProgress: (one) => {
            signal.throwIfAborted()
            bars.show(one)
          },
        })
      } finally {
        bars.end()
      }
      return file
    },
  }
}

/** A public set, imported from the folder that CODEPURIFY_DATA names; a UsageError where it names none. */
export function importedSource<Row>(name: PublicSetName, reading: Reading<Row>): Source<Row> {
  return {
    ...reading,
    prepare: async ({ runs, environment, progress, signal, looksOnly }) => {
      const { importDataset, publicSet } = await import('@codepurify/corpus')
      const folder = join(runs, 'datasets', 'imported')
      if (looksOnly) return thatIsThere(join(folder, `${name}.arrow`))
      const from = environment['CODEPURIFY_DATA']
      if (from === undefined || from === '')
        throw new UsageError(`--data ${name} needs CODEPURIFY_DATA, the folder that holds ${publicSet(name).files.join(', ')}`)
      const { path, rejects, imported } = await importDataset({
        name,
        from,
        folder,
        onRecord: () => signal.throwIfAborted(),
        waiting: { say: progress.say, signal },
      })
      if (imported && rejects > 0)
        progress.say(`${name}: ${rejects} bad records of its files are left out (${join(folder, `${name}.rejects.jsonl`)})`)
      return path
    },
  }
}

function thatIsThere(file: string): string {
  if (existsSync(file)) return file
  throw new Error(`${file}: not there. Run the command without --collect: it makes it.`)
}

/** One bar for each step, the last one ended where the next begins. */
function barOfEachStep(progress: Progress): { show(one: CorpusProgress): void; end(): void } {
  let current: { readonly step: string; readonly bar: ReturnType<Progress['step']> } | undefined
  return {
    show({ step, done, total }) {
      if (current?.step !== step) {
        current?.bar.end()
        current = { step, bar: progress.step(titles[step], total) }
      }
      current.bar.update(done)
    },
    end: () => current?.bar.end(),
  }
}
