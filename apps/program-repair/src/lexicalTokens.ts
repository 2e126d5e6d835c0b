/**
 * Opens the function that writes a Java method as its lexical tokens with one space between them, without comments: the form in which answers are compared with
 * references (BLEU on lexical tokens, as the official code does with javalang). Text that cannot be parsed is split at white space.
 */
export async function lexicalTokens(): Promise<(text: string) => string> {
  const { loadLanguage } = await import('@codepurify/syntax')
  const java = await loadLanguage('java')
  return (text) => {
    try {
      const tokens = java.parse(text).tokens()
      // white space inside a string must not make two tokens of it
      return tokens.map((token) => token.text.replace(/\s+/gu, '␠')).join(' ')
    } catch {
      return text.trim().replace(/\s+/gu, ' ')
    }
  }
}
