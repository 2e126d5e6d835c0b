import { cellName } from '../options/cells.js'
import { measured } from './resultSchema.js'
import type { KeptResult } from './resultsFile.js'

/** Whether a classifier tells no clean record of class 1 from the others, as its metrics tell: none of them is called so, or everything is, as where all get one label. False where they are not there. */
export function saysOneLabel(clean: Readonly<Record<string, unknown>>): boolean {
  const value = (name: string): number | undefined => measured.safeParse(clean[name]).data?.value
  const [accuracy, precision, recall] = [value('accuracy'), value('precision'), value('recall')]
  if (accuracy === undefined || precision === undefined || recall === undefined) return false
  // where all are called 1, the right ones among all are the right ones among those
  return (recall === 0 && precision === 0 && accuracy > 0) || (recall === 1 && precision === accuracy && accuracy < 1)
}

/** What has to be said of cells whose victim tells no record from another: a line for each victim. */
export function oneLabelNotes(results: readonly KeptResult[]): string[] {
  const victims = results.filter(({ clean }) => saysOneLabel(clean)).map((one) => cellName({ ...one, defence: 'every defence' }))
  return [...new Set(victims)].map(
    (name) => `${name}: the victim tells no clean record of class 1 from the others, so that its ASR says nothing about the attack`,
  )
}
