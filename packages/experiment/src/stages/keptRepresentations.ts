import { join } from 'node:path'
import { deviceOf } from '../options/options.js'
import { inParts } from '../folders/parts.js'
import { lengthsOf } from '../task.js'
import type { OpenModel } from '../victims/model.js'
import type { Run } from './run.js'
import { modelHash } from './trainStage.js'

/** Records that are represented at once: a pair's functions are often those of other pairs, and the model reads each once. */
const recordsAPart = 2000

/** Representations that are kept. */
export interface KeptRepresentations extends Pick<OpenModel, 'representations'> {
  /** Seconds that were not spent on them now, since they had been before. */
  saved(): number
}

/** The victim's representations of records, part by part, kept beside the victim: what one defence asked for is there for the next. */
export async function keptRepresentations<Row>(
  { folders, profile, options, context }: Run<Row>,
  opened: { get(): Promise<OpenModel> },
): Promise<KeptRepresentations> {
  const key = ['representations', await modelHash(folders.attack), lengthsOf(profile), deviceOf(options)]
  let saved = 0
  return {
    representations: async (records) => {
      const begin = context.now()
      const parts = await inParts(
        {
          folder: join(folders.attack, 'representations'),
          key,
          items: records,
          size: recordsAPart,
          title: 'represent records',
          work: async (some) => (await (await opened.get()).representations(some)).map(toText),
        },
        context,
      )
      saved += parts.seconds - (context.now() - begin) / 1000
      return parts.out.map(fromText)
    },
    saved: () => saved,
  }
}

/** A vector's bytes in base64, little-endian: a fifth of what its digits would take. */
function toText(vector: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(vector.length * 4))
  vector.forEach((value, i) => bytes.setFloat32(i * 4, value, true))
  return Buffer.from(bytes.buffer).toString('base64')
}

function fromText(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4))
}
