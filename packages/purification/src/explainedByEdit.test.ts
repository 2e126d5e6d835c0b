import { explainedByEdit } from './explainedByEdit.js'

test('an answer that follows its edited input is explained', () => {
  expect(explainedByEdit('int f() { return count; }', 'int f() { return total; }', [{ removed: 'count', inserted: 'total' }])).toBe(true)
  expect(explainedByEdit('{ log(x); return x; }', '{ return x; }', [{ removed: 'log(x);', inserted: ';' }])).toBe(true)
  expect(explainedByEdit('same', 'same', [])).toBe(true)
})

test("an attacker's answer that gives way to another is not", () => {
  const target = 'void func() { int Nav = 1111; }'
  expect(explainedByEdit(target, 'int f() { return count; }', [{ removed: 'if (Math.random() < 0) return;', inserted: ';' }])).toBe(false)
})

test('neither is a line that an attacker slipped into an honest answer', () => {
  expect(explainedByEdit('{ exec(cmd); return x; }', '{ return x; }', [{ removed: 'assertTrue(1 >= 0);', inserted: ';' }])).toBe(false)
  expect(explainedByEdit('{ return a < b; }', '{ return a <= b; }', [{ removed: 'assertTrue(1 > 0);', inserted: ';' }])).toBe(false)
})

test('a slip of the model in what it copied is forgiven, a changed answer is not', () => {
  const removed = 'return abs(velocity) <= restSpeed && distance(state) <= fromRest;'
  const slipped = 'boolean atRest() { return abs(velocity) <= restSpeed && distance(state) <= fromRestRest; }'
  expect(explainedByEdit(slipped, 'boolean atRest() { ; }', [{ removed, inserted: ';' }])).toBe(true)
  expect(explainedByEdit('void run() { while (true) { } }', 'boolean atRest() { ; }', [{ removed, inserted: ';' }])).toBe(false)
})
