import { loadLanguage, type LanguageName } from '@codepurify/syntax'
import { hostSites } from './host.js'
import { transplant } from './transplant.js'

async function parts(name: LanguageName, host: string, code: string) {
  const language = await loadLanguage(name)
  const units = language.parse(code).units()
  return {
    host: { code: host, sites: hostSites(language.parse(host)) },
    unit: (text: string) => {
      const found = units.find(({ name: own, spans: [span] }) => (own ?? code.slice(...(span ?? [0, 0]))) === text)
      if (!found) throw new Error(`no unit ${text}`)
      return found
    },
  }
}

test('a statement goes to the start of the body, in every function that stands there', async () => {
  const code = 'int f(int a) { if (a > 1) { bad(); } return a; }'
  const { host, unit } = await parts('c', 'int g(void) { return 1; }\nint h(int b)\n{\n  return b;\n}', code)
  expect(transplant(host, code, unit('bad();'))).toBe('int g(void) { bad();  return 1; }\nint h(int b)\n{ bad(); \n  return b;\n}')
})

test("a name takes the place of the host's own of the same role, at every place in scope", async () => {
  const code = 'int f(int ret_Val_) { int sum = ret_Val_; return sum; }'
  const { host, unit } = await parts('java', 'int twice(int n) { int x = n + n; return x; }', code)
  expect(transplant(host, code, unit('ret_Val_'))).toBe('int twice(int ret_Val_) { int x = ret_Val_ + ret_Val_; return x; }')
  expect(transplant(host, code, unit('sum'))).toBe('int twice(int n) { int sum = n + n; return sum; }')
  expect(transplant(host, code, unit('f'))).toBe('int f(int n) { int x = n + n; return x; }')
})

test('of another role where there is none, and not at all where the name is known or there is nothing to rename', async () => {
  const code = 'function f(total) { const x = total; return x }'
  const { host, unit } = await parts('javascript', 'function g() { return g }', code)
  expect(transplant(host, code, unit('total'))).toBe('function total() { return total }')
  const known = await parts('javascript', 'function total() { return 1 }', code)
  expect(transplant(known.host, code, known.unit('total'))).toBeUndefined()
  const none = await parts('javascript', '1 + 1', code)
  expect(none.host.sites).toEqual([])
  expect(transplant(none.host, code, none.unit('total'))).toBeUndefined()
})
