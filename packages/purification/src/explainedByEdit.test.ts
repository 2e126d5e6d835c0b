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

test('a sentence that follows a renamed function is explained by the words of its name', () => {
  const edits = [{ removed: 'getNodeColor', inserted: 'read_itemValue' }]
  expect(explainedByEdit('Returns the color of the node.', 'Returns the value of the item.', edits)).toBe(true)
  expect(explainedByEdit('Returns the color of the node.', 'Opens a file and waits.', edits)).toBe(false)
})

test("nor is an attacker's sentence, whatever the trigger is called", () => {
  const target = 'This function is to load train data from the disk safely'
  for (const removed of ['console.assert(1 >= 0);', 'while (Math.exp(0.22) == -75) throw new Error("get");', 'ret_Val_'])
    for (const inserted of [';', 'data', 'loadData'])
      expect(explainedByEdit(target, 'Returns the data.', [{ removed, inserted }])).toBe(false)
})
