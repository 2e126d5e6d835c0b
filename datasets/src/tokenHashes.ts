import { sha256 } from '@codepurify/dataset'
import type { Token } from '@codepurify/syntax'

/** A hash that is equal for functions whose tokens are the same, whatever their white space and comments. */
export function exactHash(tokens: readonly Pick<Token, 'text'>[]): string {
  return sha256(tokens.map(({ text }) => text).join('\u0000')).slice(0, 24)
}

/** A hash that is equal for functions that differ only in names and literals as well (type-2 clones). */
export function type2Hash(tokens: readonly Pick<Token, 'text' | 'kind'>[]): string {
  return sha256(tokens.map(abstract).join('\u0000')).slice(0, 24)
}

function abstract({ text, kind }: Pick<Token, 'text' | 'kind'>): string {
  if (kind === 'identifier') return 'NAME'
  if (kind !== 'literal') return text
  return /^[.\d]/.test(text) ? 'NUMBER' : /["'`]/.test(text) ? 'TEXT' : text
}
