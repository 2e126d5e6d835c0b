import { join } from 'node:path'
import { inParts } from '../folders/parts.js'
import type { Codes } from '../victims/model.js'
import { lazyModel } from './lazyModel.js'
import type { Run } from './run.js'
import { modelHash } from './trainStage.js'

/** Records that a model answers at once; it sorts them by length itself. */
const answersAPart = 50

/** The answers of a folder's model to records, part by part, kept beside the model; it is open only as long as it takes. */
export async function ask<Row>(
  run: Run<Row>,
  folder: string,
  records: readonly Codes[],
  title: string,
): Promise<{ said: string[]; seconds: number }> {
  const model = lazyModel(run, folder)
  try {
    const { out, seconds } = await inParts(
      {
        folder: join(folder, 'answers'),
        key: ['answers', await modelHash(folder)],
        items: records.map(keyed),
        size: answersAPart,
        title,
        work: async (some) => (await model.get()).answer(some.map(codesIn)),
      },
      run.context,
    )
    return { said: out, seconds }
  } finally {
    await (await model.ifOpen())?.release()
  }
}

// a single code is named by itself, as it was before there were pairs, so that its parts are found again
const keyed = (codes: Codes): string | Codes => (codes.length === 1 ? (codes[0] ?? '') : codes)
const codesIn = (item: string | Codes): Codes => (typeof item === 'string' ? [item] : item)
