const LONGEST_LINE = 1000

/** What every refusal of a checkpoint is: the file is wrong, cut, hostile, or not what this reader reads. Its message says what, where, and what was expected; a line never runs on. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError'

  constructor(message: string, options?: ErrorOptions) {
    super(
      message.replaceAll(LONG, (line) => `${line.slice(0, LONGEST_LINE)}…`),
      options,
    )
  }
}

// names come from the file, and may be megabytes long
const LONG = new RegExp(`.{${LONGEST_LINE + 1},}`, 'g')
