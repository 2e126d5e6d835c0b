import { FileError, type Reject } from '@codepurify/dataset'
import { open } from 'node:fs/promises'

/** Two functions and whether they are clones. */
export interface FunctionPair {
  readonly line: number
  readonly left: string
  readonly right: string
  readonly label: number
}

/** Reads lines of `index<TAB>index<TAB>0|1` and looks the functions up; a line of another form, or with an unknown index, is a reject. */
export async function* readPairs(
  path: string,
  functions: ReadonlyMap<string, string>,
  onReject: (reject: Reject) => void,
): AsyncIterable<FunctionPair> {
  let line = 0
  const input = await open(path).catch((error: unknown) => {
    throw new FileError(path, 'no such file. Check the data folder (CODEPURIFY_DATA).', error)
  })
  for await (const text of input.readLines()) {
    line += 1
    const [first = '', second = '', label = ''] = text.split('\t')
    const left = functions.get(first)
    const right = functions.get(second)
    const reason = reasonAgainst(first, left, second, right, label)
    if (reason !== undefined) onReject({ file: path, line, reason, row: text.slice(0, 120) })
    else yield { line, left: left ?? '', right: right ?? '', label: Number(label) }
  }
}

function reasonAgainst(
  first: string,
  left: string | undefined,
  second: string,
  right: string | undefined,
  label: string,
): string | undefined {
  if (label !== '0' && label !== '1') return `the label is "${label.slice(0, 20)}", expected 0 or 1 after two tab-separated indexes`
  if (left === undefined) return `no function has the index "${first.slice(0, 40)}"`
  return right === undefined ? `no function has the index "${second.slice(0, 40)}"` : undefined
}
