/**
 * Whether `eval` is asked about somebody's checkpoint: `eval --checkpoint FOLDER --data FOLDER …`. As a stage it starts victims from `--checkpoint`, and `--data` names one of the
 * task's sources. A folder that has a source's name is written `./name`.
 */
export function asksForCheckpoint([stage, ...args]: readonly string[], sources: readonly string[]): boolean {
  const data = given(args, 'data')
  return stage === 'eval' && given(args, 'checkpoint') !== undefined && data !== undefined && !sources.includes(data)
}

/** The last value of an option, written `--name value` or `--name=value`. */
function given(args: readonly string[], name: string): string | undefined {
  const at = args.findLastIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`))
  const found = args[at]
  if (found === undefined) return undefined
  return found === `--${name}` ? args[at + 1] : found.slice(name.length + 3)
}
