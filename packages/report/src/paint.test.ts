import { paintFor, plain } from './paint.js'

test('a pipe gets no colour, and neither does a terminal with NO_COLOR', () => {
  expect(paintFor({}, {})).toBe(plain)
  expect(paintFor({ isTTY: true }, { NO_COLOR: '1' })).toBe(plain)
  expect(paintFor({ isTTY: true }, {}).red('x')).toBe('\u001B[31mx\u001B[39m')
})

test('NO_COLOR that is empty does not count (no-color.org)', () => {
  expect(paintFor({ isTTY: true }, { NO_COLOR: '' }).coloured).toBe(true)
})
