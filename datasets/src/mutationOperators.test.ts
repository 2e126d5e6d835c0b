import { loadLanguage } from '@codepurify/syntax'
import { type MutationName, mutationOperators } from './mutationOperators.js'
import { mutationView } from './mutationView.js'

const frame = (body: string): string => `boolean f(List<A> items, int n, Map<String, List<B>> map) {\n${body}\n}`

async function mutationsOf(operator: MutationName, body: string): Promise<string[]> {
  const code = frame(body)
  const language = await loadLanguage('java')
  const syntax = language.parse(code)
  expect(syntax.parses).toBe(true)
  const view = mutationView(code, syntax, (name) => language.isReserved(name))
  const mutants = mutationOperators[operator](view).map(({ span: [start, end], text }) => code.slice(0, start) + text + code.slice(end))
  const [head, tail] = [frame('').split('\n')[0] ?? '', '\n}']
  for (const mutant of mutants) expect(mutant.startsWith(head) && mutant.endsWith(tail.trim())).toBe(true)
  return mutants.map((mutant) => mutant.slice(head.length + 1, -2).replace(/\n$/, ''))
}

const golden: Readonly<Record<MutationName, readonly [body: string, ...mutants: string[]]>> = {
  'wrong-comparison': ['if (n == 0) go(n < 1);', 'if (n != 0) go(n < 1);', 'if (n == 0) go(n > 1);', 'if (n == 0) go(n >= 1);'],
  'wrong-operator': [
    'a = n + b && c; s = "x" + n; t = -n; i++;',
    'a = n - b && c; s = "x" + n; t = -n; i++;',
    'a = n + b || c; s = "x" + n; t = -n; i++;',
    'a = n + b && c; s = "x" + n; t = -n; i--;',
  ],
  negation: [
    'if (items.isEmpty()) { if (!go()) stop(n > 1); }',
    'if (items.isEmpty()) { if (go()) stop(n > 1); }',
    'if (!items.isEmpty()) { if (!go()) stop(n > 1); }',
  ],
  'wrong-identifier': [
    'items.add(n); n = 2;',
    'n.add(n); n = 2;',
    'map.add(n); n = 2;',
    'items.add(items); n = 2;',
    'items.add(map); n = 2;',
  ],
  'wrong-callee': ['items.add(n); items.size();', 'items.size(n); items.size();', 'items.add(n); items.add();'],
  'swapped-arguments': [
    'go(n, items.get(1, 2), n); one(n);',
    'go(items.get(1, 2), n, n); one(n);',
    'go(n, n, items.get(1, 2)); one(n);',
    'go(n, items.get(2, 1), n); one(n);',
  ],
  'dropped-argument': ['go(n, a(1), 3); one(n);', 'go(n, 3); one(n);', 'go(n, a(1)); one(n);'],
  'numeric-literal': ['go(7, "7", 1.5);', 'go(6, "7", 1.5);', 'go(8, "7", 1.5);', 'go(0, "7", 1.5);'],
  'boolean-literal': [
    'return n > 0 ? true : no(false, "true");',
    'return n > 0 ? false : no(false, "true");',
    'return n > 0 ? true : no(true, "true");',
  ],
  'off-by-one': [
    'for (int i = 0; i < n - 1; i++) go(i < n);',
    'for (int i = 1; i < n - 1; i++) go(i < n);',
    'for (int i = 0; i <= n - 1; i++) go(i < n);',
    'for (int i = 0; i < n; i++) go(i < n);',
  ],
  'condition-part-dropped': [
    'if (n > 0 && (a || b) && go(n)) stop();',
    'if ((a || b) && go(n)) stop();',
    'if (n > 0 && go(n)) stop();',
    'if (n > 0 && (a || b)) stop();',
  ],
  'null-guard-deleted': [
    '  if (items == null) {\n    return false;\n  }\n  if (n > 9) return true;\n  go();',
    '  if (n > 9) return true;\n  go();',
  ],
  'early-return-deleted': [
    '  if (items == null) {\n    return false;\n  }\n  if (n > 9) return true;\n  go();',
    '  if (items == null) {\n    return false;\n  }\n  go();',
  ],
  'release-deleted': [
    '  Reader reader = open();\n  reader.read();\n  reader.close();\n  go();',
    '  Reader reader = open();\n  reader.read();\n  go();',
  ],
}

test.each(Object.entries(golden) as [MutationName, readonly [string, ...string[]]][])(
  '%s makes exactly these mistakes',
  async (operator, [body, ...mutants]) => {
    expect((await mutationsOf(operator, body)).sort()).toEqual(mutants.sort())
  },
)

test.each(Object.keys(mutationOperators) as MutationName[])(
  '%s leaves type arguments, strings and empty bodies alone',
  async (operator) => {
    expect(await mutationsOf(operator, '')).toEqual([])
    expect(await mutationsOf(operator, 'Map<String, List<B>> x = "n == 1 && true; if (a) f(1, 2); y.close();";')).toEqual([])
  },
)

test('names full of regular-expression characters do no harm', async () => {
  expect(await mutationsOf('wrong-identifier', 'int $a$1 = n; $$($a$1);')).toContain('int $a$1 = n; $$(n);')
  expect(await mutationsOf('swapped-arguments', '$$(n, $1);')).toEqual(['$$($1, n);'])
})
