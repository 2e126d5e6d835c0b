import { flagTable } from '../options/optionTable.js'

/** Options that say where files are or how the work is shared out, and not what is measured. */
const unsaid = new Set(['--out', '--runs', '--jobs', '--collect', '--again'])
/** Options whose folder is another on every machine. */
const folders = new Set(['--checkpoint', '--masked-lm'])

/** The command that makes a result again, as a reader types it: without what only says where things are put, and without folders of this machine. */
export function commandText(task: string, stage: string, args: readonly string[]): string {
  const said: string[] = []
  for (let i = 0; i < args.length; i++) {
    const [name = '', inline] = (args[i] ?? '').split(/=(.*)/su)
    const value = inline ?? (name.slice(2) in flagTable ? undefined : args[++i])
    if (unsaid.has(name)) continue
    const shown = value === undefined ? [] : [folders.has(name) ? 'FOLDER' : value.replace(/^\/.*\//su, '')]
    said.push(name, ...shown.map(quoted))
  }
  const data = said.includes('--data') && !said.includes('embedded') ? ['CODEPURIFY_DATA=FOLDER'] : []
  return [...data, 'npx', 'nx', 'run', `${task}:${stage}`, ...said].join(' ')
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
