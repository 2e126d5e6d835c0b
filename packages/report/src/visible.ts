/**
 * Text that may stand in a terminal: control characters of hostile code (escape sequences, carriage returns, bidirectional overrides) are shown as \u{…} instead of obeyed.
 * Newlines stay; a tab becomes four spaces.
 */
export function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '    ')
    .replace(unsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

// C0 and C1 controls but the newline, and the bidirectional controls of "Trojan Source" (CVE-2021-42574)
const unsafe = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu
