import { join } from 'node:path'
import { deviceOf } from '../options/options.js'
import { inParts } from '../folders/parts.js'
import { lengthsOf } from '../task.js'
import type { OpenModel } from '../victims/model.js'
import type { Run } from './run.js'
import { modelHash } from './trainStage.js'

/** Raised when the vector of a code would be another than before. */
const revision = 1
/** Codes that are encoded at once. */
const codesAPart = 2000

/** Vectors that are kept. */
export interface KeptVectors extends Pick<OpenModel, 'encode'> {
  /** Seconds that were not spent on them now, since they had been before. */
  saved(): number
}

/** The victim's vectors of codes, part by part, kept beside the victim: what one defence asked for is there for the next. */
export async function keptVectors<Row>(
  { folders, profile, options, context }: Run<Row>,
  victim: Pick<OpenModel, 'encode'>,
): Promise<KeptVectors> {
  const key = ['vectors', revision, await modelHash(folders.attack), lengthsOf(profile), deviceOf(options)]
  let saved = 0
  return {
    encode: async (codes) => {
      const begin = context.now()
      const parts = await inParts(
        {
          folder: join(folders.attack, 'vectors'),
          key,
          items: codes,
          size: codesAPart,
          title: 'encode records',
          work: async (some) => (await victim.encode(some)).map(toText),
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
