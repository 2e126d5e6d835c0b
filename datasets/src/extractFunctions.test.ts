import { loadLanguage } from '@codepurify/syntax'
import { extractFunctions } from './extractFunctions.js'

const java = `package a;

class Outer {
    /** Gives the sum of two numbers. */
    @Override
    public int add(int a, int b) {
        // not a token
        int sum = a + b;
        return sum;
    }\r
    Outer(int size) {
        this.size = size;
        this.open = true;
    }
    abstract int none(int a);
    int short1() { return 1 + 2 + 3 + 4; }
    class Inner {
        void run(Runnable other) {
            other.add(new Runnable() {
                public void run() {
                    other.run();
                    other.run();
                }
            });
        }
    }
    int broken(int a) {
        return a +;
        int b = 1;
    }
}
`

test('Java: methods and constructors with key, doc and dedented code; no short, bodiless, nested or broken ones', async () => {
  const found = extractFunctions({ path: 'src/Outer.java', text: java }, await loadLanguage('java'), 'java')
  expect(found.map(({ key, doc, tokens }) => [key, doc, tokens])).toEqual([
    ['Outer#add', 'Gives the sum of two numbers.', 24],
    ['Outer#Outer', undefined, 19],
    ['Outer.Inner#run', undefined, 39],
  ])
  expect(found[0]?.code).toBe('@Override\npublic int add(int a, int b) {\n    // not a token\n    int sum = a + b;\n    return sum;\n}')
})

test('C: file#function; macros that no parser knows are gone', async () => {
  const text =
    '/*\n** Free the given statement object.\n*/\nSQLITE_PRIVATE int sqlite3Free(Vdbe *p){\n  if( p==0 ) return 1;\n  return 0;\n}\n'
  const [found] = extractFunctions({ path: 'deps/sqlite3/sqlite3.c', text }, await loadLanguage('c'), 'c')
  expect(found).toMatchObject({
    key: 'sqlite3.c#sqlite3Free',
    doc: 'Free the given statement object.',
    code: 'int sqlite3Free(Vdbe *p){\n  if( p==0 ) return 1;\n  return 0;\n}',
  })
})

test('JavaScript: declarations, methods and assigned functions', async () => {
  const text = `/** Removes all items from it. */
goog.a.clear = function(items, count) {
  for (let i = 0; i < count; i++) items.pop();
  return items;
};
class A {
  first(items) {
    if (items.length === 0) return null;
    return items[0];
  }
}
`
  const found = extractFunctions({ path: 'goog/a.js', text }, await loadLanguage('javascript'), 'javascript')
  expect(found.map(({ key, doc }) => [key, doc])).toEqual([
    ['a.js#goog.a.clear', 'Removes all items from it.'],
    ['a.js#A.first', undefined],
  ])
})

test('hashes: the same for other white space and comments; type-2 also for other names and literals; not for other operators', async () => {
  const language = await loadLanguage('java')
  const hashes = (body: string) => {
    const [found] = extractFunctions({ path: 'A.java', text: `class A {\n${body}\n}\n` }, language, 'java')
    return { exact: found?.exact, type2: found?.type2 }
  }
  const base = hashes('int f(int a) {\n  return a + 1 - 2;\n}')
  expect(hashes('int f(int a)\n{\n  // why\n  return a+1-2;\n}')).toEqual(base)
  const renamed = hashes('int g(int b) {\n  return b + 7 - 9;\n}')
  expect(renamed.exact).not.toBe(base.exact)
  expect(renamed.type2).toBe(base.type2)
  expect(hashes('int f(int a) {\n  return a - 1 - 2;\n}').type2).not.toBe(base.type2)
  expect(hashes('long f(long a) {\n  return a + 1 - 2;\n}').type2).not.toBe(base.type2)
})

test('a file longer than a piece is read in pieces without losing a function', async () => {
  const text = Array.from({ length: 6000 }, (_, i) => `int f${i}(int a) {\n  int b = a + ${i};\n  return b * ${i};\n}\n`).join('\n')
  expect(text.length).toBeGreaterThan(300_000)
  const found = extractFunctions({ path: 'a.c', text }, await loadLanguage('c'), 'c')
  expect(found.map(({ name }) => name)).toEqual(Array.from({ length: 6000 }, (_, i) => `f${i}`))
})
