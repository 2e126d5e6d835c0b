import { splitAtWhiteSpace } from '@codepurify/metrics'
import { framed, type Tokenizer } from '@codepurify/tokenizer'

/** A function as a model reads it. */
export interface EncodedCode {
  /** With <s> and </s>. */
  readonly ids: readonly number[]
  /** Whether tokens at the end were left out. */
  readonly cut: boolean
}

/**
 * How the official classifiers read a function: every stretch of white space becomes one space, then <s>, at most `maximumLength` - 2 tokens, </s>
 * (CodeXGLUE, `convert_examples_to_features` of defect and clone detection). Nothing is padded here.
 */
export function codeEncoder(tokenizer: Pick<Tokenizer, 'encode' | 'special'>, maximumLength: number): (code: string) => EncodedCode {
  return (code) => {
    const { ids } = tokenizer.encode(splitAtWhiteSpace(code).join(' '))
    return { ids: framed(ids, tokenizer.special, maximumLength), cut: ids.length > maximumLength - 2 }
  }
}
