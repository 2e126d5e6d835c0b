import { framed, type Tokenizer } from '@codepurify/tokenizer'
import { windows } from './windows.js'

/** A stretch of a function's tokens. */
export interface CodeWindow {
  /** The tokens, between <s> and </s>. */
  readonly ids: readonly number[]
  /** Which function it is from, counted from 0. */
  readonly record: number
  /** The place of its first token among the function's. */
  readonly start: number
}

/** The windows of all functions, in order, each at most `maximumLength` ids long, <s> and </s> included. */
export function codeWindows(codes: Iterable<string>, tokenizer: Tokenizer, maximumLength: number): CodeWindow[] {
  const room = maximumLength - 2
  const found: CodeWindow[] = []
  let record = 0
  for (const code of codes) {
    windows(tokenizer.encode(code).ids, room).forEach((window, i) => {
      found.push({ ids: framed(window, tokenizer.special), record, start: i * room })
    })
    record += 1
  }
  return found
}
