import { languages, reasonOf } from '@codepurify/dataset'
import { performance } from 'node:perf_hooks'
import yargs from 'yargs'
import { buildCorpus } from './buildCorpus.js'
import { buildReport, importReport } from './commandReport.js'
import { importDataset } from './importDataset.js'
import { progressBars } from './progressBars.js'
import { publicSets } from './publicSets.js'
import { corpusTasks, taskRules } from './taskRules.js'

/** Where the command writes; tests collect it. */
export interface Terminal {
  readonly log: (text: string) => void
  readonly error: (text: string) => void
}

/** A call that was wrong, as against work that failed. */
class UsageError extends Error {}

/** Runs `build` or `import` with the arguments after the program's name, and gives the exit code: 0 done, 1 the work failed, 2 the call was wrong. */
export async function command(
  words: readonly string[],
  terminal: Terminal = { log: console.log, error: console.error },
): Promise<0 | 1 | 2> {
  let work: (() => Promise<void>) | undefined
  try {
    const shown = await parse(words, (chosen) => (work = chosen), terminal)
    if (!shown && work === undefined) throw new UsageError('Say what to do: build or import.')
  } catch (error) {
    terminal.error(`${reasonOf(error)}\nSee "node datasets/dist/main.js --help".`)
    return 2
  }
  try {
    await work?.()
    return 0
  } catch (error) {
    terminal.error(reasonOf(error))
    return 1
  }
}

async function parse(words: readonly string[], choose: (work: () => Promise<void>) => void, terminal: Terminal): Promise<boolean> {
  let shown = false
  const parser = yargs([...words])
    .scriptName('datasets')
    .usage('$0 <command>\n\nWhere the data comes from. Exit codes: 0 done, 1 the work failed, 2 the call was wrong.')
    .command(
      'build',
      'Build the embedded corpus: fetch pinned packages by hash, extract their functions, seed bugs, make the records of the tasks',
      {
        folder: { type: 'string', default: 'runs/datasets/embedded', describe: 'Where the corpus is written' },
        cache: { type: 'string', describe: 'Where fetched packages are kept', defaultDescription: '"cache" beside the folder' },
        language: { type: 'string', array: true, choices: languages, default: [...languages], describe: 'Languages to extract' },
        task: {
          type: 'string',
          array: true,
          choices: corpusTasks,
          describe: 'Further tasks to make records for',
          defaultDescription: 'all that the languages allow',
        },
        seed: { type: 'number', default: 1, describe: 'Seed of the splits and of all that is made out of the functions' },
      },
      ({ folder, cache, language, task, seed }) => {
        if (!Number.isInteger(seed)) throw new UsageError(`--seed is ${seed}, expected a whole number`)
        const possible = corpusTasks.filter((name) => taskRules[name].languages.every((needed) => language.includes(needed)))
        const impossible = task?.find((name) => !possible.includes(name))
        if (impossible !== undefined)
          throw new UsageError(`--task ${impossible} needs --language ${taskRules[impossible].languages.join(' ')}`)
        choose(() =>
          build({ folder, ...(cache === undefined ? {} : { cache }), languages: language, tasks: task ?? possible, seed }, terminal),
        )
      },
    )
    .command(
      'import [name]',
      'Import a public data set from a local folder',
      (options) =>
        options
          .positional('name', { type: 'string', choices: Object.keys(publicSets), demandOption: true, describe: 'Which data set' })
          .option('from', {
            type: 'string',
            default: process.env['CODEPURIFY_DATA'],
            defaultDescription: 'CODEPURIFY_DATA',
            describe: 'The folder of the public data sets',
          })
          .option('folder', { type: 'string', default: 'runs/datasets/imported', describe: 'Where the records are written' }),
      ({ name, from, folder }) => {
        if (name === undefined) throw new UsageError(`Say which data set to import: ${Object.keys(publicSets).join(', ')}.`)
        if (from === undefined) throw new UsageError('No folder to import from. Set CODEPURIFY_DATA or give --from FOLDER.')
        choose(() => importSet({ name, from, folder }, terminal))
      },
    )
    .strict()
    .check((given) => {
      const several = ['_', 'language', 'task']
      const twice = Object.keys(given).find((option) => Array.isArray(given[option]) && !several.includes(option))
      if (twice !== undefined) throw new UsageError(`--${twice} is given more than once, expected it once`)
      return true
    })
    .version(false)
    .wrap(120)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message)
    })
  await parser.parseAsync([...words], {}, (_error, _argv, output) => {
    if (output === '') return
    shown = true
    terminal.log(output)
  })
  return shown
}

async function build(options: Parameters<typeof buildCorpus>[0] & { readonly folder: string }, terminal: Terminal): Promise<void> {
  const started = performance.now()
  const { watch, stop } = progressBars()
  const summary = await buildCorpus({ ...options, onProgress: watch, waiting: { say: terminal.log } }).finally(stop)
  terminal.log(buildReport(summary, { folder: options.folder, seconds: (performance.now() - started) / 1000 }))
}

async function importSet(
  options: { readonly name: string; readonly from: string; readonly folder: string },
  terminal: Terminal,
): Promise<void> {
  const started = performance.now()
  const summary = await importDataset({ ...options, waiting: { say: terminal.log } })
  terminal.log(importReport(summary, { seconds: (performance.now() - started) / 1000 }))
}
