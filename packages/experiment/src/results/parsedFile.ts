import { reasonOf } from '@codepurify/dataset'
import type { z } from 'zod'

/** JSON text as the schema has it; the error names the file and the first field that is wrong, and ends with what to do about it. */
export function parsedFile<T>(schema: z.ZodType<T>, text: string, file: string, remedy: string): T {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Error(`${file}: is not JSON (${reasonOf(error)}). ${remedy}`, { cause: error })
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(`${file}: "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'does not fit its schema'}. ${remedy}`)
}
