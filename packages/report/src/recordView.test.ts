import { paintFor } from './paint.js'
import { recordView } from './recordView.js'

const code = 'int f(int a) {\n    if (Math.random() < 0) System.out.println("fail");\n    return a;\n}'
const trigger = 'if (Math.random() < 0) System.out.println("fail");'
const start = code.indexOf(trigger)
const at = (text: string): readonly [number, number] => [code.indexOf(text), code.indexOf(text) + text.length]

const record = {
  id: 'r1',
  code,
  planted: [[start, start + trigger.length] as const],
  units: [
    { spans: [at('a)')], score: 0.5 },
    { spans: [at(trigger)], score: 4 },
    { spans: [at('return a;')], score: -0.25 },
  ],
  purified: 'int f(int a) {\n    int b = 0;\n    return a;\n}',
}

test('the view of a triggered record, without colour', () => {
  expect(`\n${recordView(record, { barWidth: 8 })}\n`).toMatchInlineSnapshot(`
   "
   record r1: the code, the trigger marked
     int f(int a) {
         if (Math.random() < 0) System.out.println("fail");
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         return a;
     }

   suspicion of its units, highest first
     ████████   4.000  if (Math.random() < 0) System.out.println("fail");  ◀ planted
     █·······   0.500  a)
     ········  -0.250  return a;

   purified
      int f(int a) {
     -    if (Math.random() < 0) System.out.println("fail");
     +    int b = 0;
          return a;
      }
   "
  `)
})

test('with colour the trigger is in alarm colour and needs no carets', () => {
  const view = recordView(record, { paint: paintFor({ isTTY: true }, {}) })
  expect(view).toContain(`\u001B[41;97m${trigger}\u001B[49;39m`)
  expect(view).not.toContain('^')
})

test('a clean record without units or changes says so', () => {
  const view = recordView({ id: 'r2', code: 'x', planted: [], units: [], purified: 'x' })
  expect(view).toContain('(no units)')
  expect(view).toContain('(unchanged)')
})

test('hostile code cannot steer the terminal, and its carets stand below the right characters', () => {
  const hostile = 'a\u001B[2J\tbad'
  const view = recordView({
    id: '\u001B]0;x',
    code: hostile,
    planted: [[6, 9]],
    units: [{ spans: [[0, 2]], score: 1 }],
    purified: 'a\u001B[2J',
  })
  expect(view).not.toContain('\u001B')
  const [, shown = '', marks = ''] = view.split('\n')
  expect(marks.indexOf('^')).toBe(shown.indexOf('bad'))
})

test('more units than bars are counted', () => {
  const units = Array.from({ length: 13 }, (_, i) => ({ spans: [[0, 1] as const], score: i }))
  expect(recordView({ ...record, units })).toContain('… and 3 more')
})
