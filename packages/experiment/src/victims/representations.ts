import type { Codes, OpenModel } from './model.js'

/** The representation of each record: the vectors of its codes one after the other. A code that stands in several records is encoded once. */
export async function representations(records: readonly Codes[], encode: OpenModel['encode']): Promise<Float32Array[]> {
  const codes = [...new Set(records.flat())]
  const vectors = await encode(codes)
  const vectorOf = new Map(codes.map((code, i) => [code, vectors[i] ?? new Float32Array()]))
  return records.map((record) => Float32Array.from(record.flatMap((code) => Array.from(vectorOf.get(code) ?? []))))
}
