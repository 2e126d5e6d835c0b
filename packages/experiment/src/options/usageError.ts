import { reasonOf } from '@codepurify/dataset'

/** The call was wrong (exit code 2): an unknown name, a value out of range, a folder that is not there. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Makes any error one of the call: `work().catch(asUsageError)`. */
export function asUsageError(error: unknown): never {
  throw new UsageError(reasonOf(error), { cause: error })
}
