import type { Results } from './resultsFile.js'

/** The first of results files that are all of one task. Throws where there is none, or two tasks have other metrics. */
export function oneTask(files: readonly Results[]): Results {
  const [first] = files
  if (first === undefined) throw new RangeError('no results file, expected at least one')
  const other = files.find(({ task }) => task !== first.task)
  if (other !== undefined) throw new RangeError(`files of two tasks, ${first.task} and ${other.task}: their metrics are not the same`)
  return first
}
