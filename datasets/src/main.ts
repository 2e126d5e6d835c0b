#!/usr/bin/env node
import { languages } from '@codepurify/dataset'
import { SingleBar } from 'cli-progress'
import { performance } from 'node:perf_hooks'
import yargs from 'yargs'
import { hideBin } from 'yargs/helpers'
import { buildCorpus, type CorpusProgress } from './buildCorpus.js'
import { buildReport, importReport } from './commandReport.js'
import { importDataset } from './importDataset.js'
import { publicSets } from './publicSets.js'

/** A call that was wrong (exit code 2), as against work that failed (exit code 1). */
class UsageError extends Error {}

const units: Readonly<Record<CorpusProgress['step'], string>> = { fetch: 'bytes', extract: 'files', bugs: 'functions' }

const parser = yargs(hideBin(process.argv))
  .scriptName('datasets')
  .usage('$0 <command>\n\nWhere the data comes from.')
  .command(
    'build',
    'Build the embedded corpus: fetch pinned packages by hash, extract their functions, seed bugs',
    (command) =>
      command.options({
        folder: { type: 'string', default: 'runs/datasets/embedded', describe: 'Where the corpus is written' },
        cache: { type: 'string', describe: 'Where fetched packages are kept [default: "cache" beside the folder]' },
        language: { type: 'array', choices: languages, default: [...languages], describe: 'Languages to extract' },
        seed: { type: 'number', default: 1, describe: 'Seed of the splits and of the seeded bugs' },
      }),
    async ({ folder, cache, language, seed }) => {
      const { done, watch } = bars()
      const started = performance.now()
      try {
        const summary = await buildCorpus({ folder, ...(cache === undefined ? {} : { cache }), languages: language, seed, onProgress: watch })
        done()
        console.log(buildReport(summary, { folder, seconds: (performance.now() - started) / 1000 }))
      } finally {
        done()
      }
    },
  )
  .command(
    'import <name>',
    'Import a public data set from a local folder',
    (command) =>
      command
        .positional('name', { type: 'string', choices: Object.keys(publicSets), demandOption: true, describe: 'Which data set' })
        .options({
          from: { type: 'string', default: process.env['CODEPURIFY_DATA'], defaultDescription: 'CODEPURIFY_DATA', describe: 'The folder of the public data sets' },
          folder: { type: 'string', default: 'runs/datasets/imported', describe: 'Where the records are written' },
        }),
    async ({ name, from, folder }) => {
      if (from === undefined) throw new UsageError('No folder to import from. Set CODEPURIFY_DATA or give --from FOLDER.')
      const started = performance.now()
      const summary = await importDataset({ name, from, folder })
      console.log(importReport(summary, { seconds: (performance.now() - started) / 1000 }))
    },
  )
  .demandCommand(1, 'Say what to do: build or import.')
  .strict()
  .exitProcess(false)
  .showHelpOnFail(false)
  .fail((message, error) => {
    throw error ?? new UsageError(message)
  })

try {
  await parser.parseAsync()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  if (error instanceof UsageError) console.error('See "datasets --help".')
  process.exitCode = error instanceof UsageError ? 2 : 1
}

// One bar at a time; without a terminal the bar keeps quiet.
function bars(): { watch: (progress: CorpusProgress) => void; done: () => void } {
  let bar: SingleBar | undefined
  let step: CorpusProgress['step'] | undefined
  const done = (): void => {
    bar?.stop()
    bar = undefined
  }
  const watch = (progress: CorpusProgress): void => {
    if (progress.step !== step) {
      done()
      step = progress.step
      bar = new SingleBar({ format: `${step.padEnd(7)} {bar} {percentage}% | {value}/{total} ${units[step]} | {eta_formatted} left`, hideCursor: true, etaBuffer: 200 })
      bar.start(progress.total, progress.done)
    }
    bar?.update(progress.done)
  }
  return { watch, done }
}
