import { asUsageError } from './usageError.js'

/** Throws a UsageError where the number of threads that models will run on, given or of CODEPURIFY_THREADS, is none. */
export async function checkThreads(given?: number): Promise<void> {
  const { threadsOf } = await import('@codepurify/graph')
  try {
    threadsOf(given)
  } catch (error) {
    asUsageError(error)
  }
}
