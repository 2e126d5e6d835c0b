/** The call was wrong (exit code 2): an unknown name, a value out of range, a folder that is not there. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
