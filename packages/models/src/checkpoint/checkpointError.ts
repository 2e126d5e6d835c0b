/** What every refusal of a checkpoint is: the file is wrong, cut, hostile, or not what this reader reads. Its message says what, where, and what was expected. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError'
}
