import type { SourceFile } from './unpack.js'

/** Why a source file is left out of the corpus. */
export type SkipReason = 'generated' | 'minified' | 'copyleft' | 'openssl' | 'test'

// How much of a file is looked at for its licence and for a mark that it was generated.
const headLength = 3500
const longestSourceLine = 2000

const generatedPath =
  /(^|\/)(generated|gen|dist|node_modules|third_party\/closure\/goog\/deps)\/|\.pb(-c)?\.c$|\.min\.js$|(^|\/)parser\.c$|(^|\/)deps\.js$|\.upb\.c$/i
const generatedHead =
  /@generated|auto-?generated|automatically generated|machine.generated|generated (by|from|file|code)|do not (edit|modify)( this file| by hand)?/i
const copyleftHead =
  /\b(A|L)?GPL(v?\d)?\b|GNU (Lesser |Library |Affero )?General Public|Mozilla Public Licen[cs]e|\bMPL\b|Eclipse Public Licen[cs]e|\bEPL\b|\bCDDL\b|Common Development and Distribution/
const choiceHead = /BSD-style license[\s\S]{0,400}at your option/i
const opensslHead = /OpenSSL License|OpenSSL Project|SSLeay|Eric Young|openssl\.org\/source\/license/i
const testPath =
  /(^|\/)(tests?|__tests?__|androidTest|testing|testdata|testutil|test[-_]\w+|unittests?|spec)\/|([-_.]tests?|Tests?|[-_]spec)\.(java|c|js)$|(^|\/)(\w+_)?test[-_][^/]*\.(c|js)$/

/**
 * Says why a file is left out, or undefined: generated or minified code, a head that names a copyleft licence (unless BSD may be chosen instead) or the
 * OpenSSL licence, or a file of tests. The rules are heuristics: they read the path and the first 3,500 characters.
 */
export function skipFile({ path, text }: SourceFile): SkipReason | undefined {
  const head = text.slice(0, headLength)
  if (generatedPath.test(path) || generatedHead.test(head)) return 'generated'
  if (opensslHead.test(head)) return 'openssl'
  if (copyleftHead.test(head) && !choiceHead.test(head)) return 'copyleft'
  if (hasLongLine(text)) return 'minified'
  return testPath.test(path) ? 'test' : undefined
}

function hasLongLine(text: string): boolean {
  let start = 0
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    if (end - start > longestSourceLine) return true
    start = end + 1
  }
  return text.length - start > longestSourceLine
}
