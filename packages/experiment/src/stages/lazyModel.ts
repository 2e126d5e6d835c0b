import { lengthsOf } from '../task.js'
import type { Run } from './run.js'
import { modelFolder } from './trainStage.js'

/** Opens something the first time it is needed, so that a run that is up to date loads none. */
export function lazily<T>(open: () => Promise<T>): { get(): Promise<T>; ifOpen(): Promise<T> | undefined } {
  let opened: Promise<T> | undefined
  return { get: () => (opened ??= open()), ifOpen: () => opened }
}

/** The fitted model of a folder, opened when it is first asked something. */
export function lazyModel<Row>({ model, profile, options, task: { prose = false } }: Run<Row>, folder: string) {
  return lazily(() => model.open(modelFolder(folder), { ...lengthsOf(profile), device: options.device, prose }))
}
