import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plain } from '@codepurify/report'
import { exampleText, summary } from './shownResults.js'

test('what a model answers is shown, and not obeyed by the terminal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shown-'))
  const answer = 'return \u001b]0;owned\u0007\u001b[2J\u202e1;'
  const record = { id: 'a', code: 'int f() {}', planted: [], units: [], purified: 'int f() {}', answer, answerDefended: answer }
  writeFileSync(join(folder, 'example.json'), JSON.stringify(record))
  const text = await exampleText(folder, 'codepurify', plain)
  expect(text).toContain(String.raw`the victim's answer   return \u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}1;`)
  expect(text).not.toMatch(/[\u0007\u001b\u202e]/u)
  rmSync(folder, { recursive: true })
})

test('whole numbers are shown as they are, others to four places', () => {
  const result = { stage: 'eval', seed: 123_456, share: 0.123456, clean: { value: 0.98765, low: 0.9, high: 1 } }
  expect(summary(result as unknown as Parameters<typeof summary>[0])).toBe('eval: seed 123456, share 0.1235, clean 0.9877 (0.9–1)')
})
