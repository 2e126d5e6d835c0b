import { visible } from './visible.js'

test('code cannot steer the terminal', () => {
  expect(visible('a\u001B[2Jb')).toBe('a\\u{1b}[2Jb')
  expect(visible('x = 1; \u202E// y')).toBe('x = 1; \\u{202e}// y')
})

test('line breaks stay, tabs become spaces', () => {
  expect(visible('a\r\n\tb\rc')).toBe('a\n    b\\u{d}c')
})
