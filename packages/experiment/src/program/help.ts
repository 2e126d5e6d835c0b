import { defenceNames } from '../defences/openDefence.js'
import { optionHelp } from '../options/options.js'
import { attackNames } from '../stages/openTrigger.js'
import type { Task } from '../task.js'
import { commands } from './commands.js'

/** What `--help` says of a task's program: its stages, names and options. */
export function help<Row>(task: Task<Row>): Promise<string> {
  return optionHelp(
    [
      `${task.name}: node apps/${task.name}/dist/main.js STAGE [options], or npx nx run ${task.name}:STAGE [options]`,
      '',
      `stages   ${commands.join(', ')}`,
      `models   ${Object.keys(task.models).join(', ')}`,
      `attacks  ${attackNames.join(', ')}`,
      `defences ${defenceNames.join(', ')}`,
      `data     ${Object.entries(task.sources).map(([key, { says }]) => `${key} (${says})`).join(', ')}`, // prettier-ignore
      `profiles ${Object.keys(task.profiles).join(', ')}`,
      ...(task.checkpoints === undefined
        ? []
        : ['', `A trained model of yours: eval --checkpoint FOLDER --data FOLDER --out FILE, and --help behind it for its options.`]),
    ].join('\n'),
  )
}
