import { basename, join, resolve } from 'node:path'
import { sha256 } from '@codepurify/dataset'
import type { Options } from '../options/options.js'

/** Where a run's files stand: one folder for each attack, and for what attacks share (the sampled data, the clean twin) one named by what it depends on. */
export interface Folders {
  readonly model: string
  readonly data: string
  readonly twin: string
  readonly attack: string
}

/**
 * `runs/<task>/<model>/<attack>-<rate>`, with what is not the default of data, profile, variant, start, seed, split, device, training and starting weights behind it, so that two different
 * experiments do not write over each other; defence, setting and limit are options of the same experiment.
 */
export function folders(task: string, options: Options): Folders {
  const { data, split, profile, variant, init, seed, attack, device, checkpoint, maskedLm } = options
  const model = join(options.runs, task, options.model)
  const weights = named('checkpoint', checkpoint)
  const trained = [
    ...given('steps', options.steps),
    ...given('learning-rate', options.learningRate),
    ...given('token-budget', options.tokenBudget),
    ...given('clip-norm', options.clipNorm === null ? 'none' : options.clipNorm),
  ]
  const own = [
    `${attack}-${options.rate}`,
    ...other(data, 'embedded'),
    ...other(profile, 'mini'),
    ...other(variant, 'default', 'variant-'),
    ...other(init, 'pretrained', 'from-'),
    ...other(String(seed), '1', 'seed-'),
    ...other(split, 'test'),
    ...other(device, 'cpu'),
    ...trained,
    ...weights,
    ...named('masked-lm', maskedLm),
  ]
  const shared = [data, profile, `seed-${seed}`, ...weights]
  return {
    model,
    data: join(model, ['data', ...shared, ...other(split, 'test')].join('-')),
    // of the same training records whatever the split
    twin: join(model, ['twin', ...shared, ...other(device, 'cpu'), ...(init === 'twin' ? [] : trained)].join('-')),
    attack: join(model, own.join('-')),
  }
}

function other(value: string, usual: string, prefix = ''): string[] {
  return value === usual ? [] : [prefix + value]
}

function given(name: string, value: number | string | undefined): string[] {
  return value === undefined ? [] : [`${name}-${value}`]
}

/** A folder of weights by its last name, and by where it is: two of one name are not the same. */
function named(kind: string, folder: string | undefined): string[] {
  if (folder === undefined) return []
  const path = resolve(folder)
  return [`${kind}-${basename(path).replace(/[^\w.]+/gu, '_')}-${sha256(path).slice(0, 8)}`]
}
