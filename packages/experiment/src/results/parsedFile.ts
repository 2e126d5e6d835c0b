import { reasonOf } from '@codepurify/dataset'
import { z } from 'zod'

/** JSON text as the schema has it; the error names the file and the field, and says who writes such a file. */
export function parsedFile<T>(schema: z.ZodType<T>, text: string, file: string, writer: string): T {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Error(`${file}: is not JSON: ${reasonOf(error)}`, { cause: error })
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new Error(`${file}: ${z.prettifyError(parsed.error).replace(/\s+/gu, ' ')}. Expected what ${writer}`)
}
