import { join } from 'node:path'
import type { Options } from './options.js'

/** Where a run's files stand: one folder for each attack, and for what attacks share (the sampled data, the clean twin) one named by what it depends on. */
export interface Folders {
  readonly model: string
  readonly data: string
  readonly twin: string
  readonly attack: string
}

/**
 * `runs/<task>/<model>/<attack>-<rate>`, with what is not the default of data, profile, variant, start, steps and seed behind it, so that two different
 * experiments do not write over each other; defence, setting and limit are options of the same experiment.
 */
export function folders(task: string, options: Options): Folders {
  const { data, profile, variant, init, seed, steps, attack } = options
  const model = join(options.runs, task, options.model)
  const own = [
    `${attack}-${options.rate}`,
    ...other(data, 'embedded'),
    ...other(profile, 'mini'),
    ...other(variant, 'default', 'variant-'),
    ...other(init, 'pretrained', 'from-'),
    ...other(String(seed), '1', 'seed-'),
  ]
  const shared = [data, profile, `seed-${seed}`]
  return {
    model,
    data: join(model, ['data', ...shared].join('-')),
    twin: join(model, ['twin', ...shared, ...(steps === undefined || init === 'twin' ? [] : [`steps-${steps}`])].join('-')),
    attack: join(model, own.join('-')),
  }
}

function other(value: string, usual: string, prefix = ''): string[] {
  return value === usual ? [] : [prefix + value]
}
