import { needed } from './context.js'
import type { DefenceContext, TrainingRecord } from './defence.js'
import { widthOf } from './rows.js'

/** The victim's representations of records, one for each, of one width and finite; throws, saying what is wrong, where they are not. */
export async function representationsOf(
  groups: readonly (readonly TrainingRecord[])[],
  context: DefenceContext,
  who: string,
): Promise<(readonly Float32Array[])[]> {
  const ask = needed(context, 'representations', who)
  const found: (readonly Float32Array[])[] = []
  for (const records of groups) {
    const rows = records.length > 0 ? await ask(records) : []
    if (rows.length !== records.length)
      throw new RangeError(`the defence "${who}" got ${rows.length} representations of ${records.length} records`)
    found.push(rows)
  }
  widthOf(found.flat(), 'representation')
  return found
}
