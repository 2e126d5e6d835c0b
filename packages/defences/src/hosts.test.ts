import type { Victim } from '@codepurify/entropy'
import type { DefenceInput } from './defence.js'
import { chooseHosts } from './hosts.js'

const input = (id: number, ...parts: string[]): DefenceInput => ({ id: String(id), parts, language: 'c' })
const functionOf = (length: number): string => `int f${length}(int a) { ${'a++; '.repeat(length)}return a; }`

/** Says 1 of code with `strcpy`, as sure as the number behind the mark says. */
function victim(generates = false): Victim {
  const text = (source: readonly unknown[]): string => source.map(String).join('')
  return {
    maximumLength: 1000,
    answer: (sources) =>
      Promise.resolve(
        sources.map(text).map((code) => {
          const probability = Number(/sure (\d+)/u.exec(code)?.[1] ?? 95) / 100
          return generates ? { text: code, ids: [] } : { label: code.includes('strcpy') ? 1 : 0, probability }
        }),
      ),
    surprise: (requests) => Promise.resolve(new Float64Array(requests.length)),
    measure: (source) => ({ tokens: 1, reach: text(source).length, unknowns: [] }),
  }
}

test('of each label 32, neither the shortest nor the longest', async () => {
  const clean = Array.from({ length: 40 }, (_, i) => input(i, functionOf(i)))
  const hosts = await chooseHosts([...clean, input(40, `int g(char *s) { strcpy(s, s); return 1; }`)], victim())
  expect(hosts).toHaveLength(32)
  expect(hosts.every(({ answer }) => answer?.label === 0)).toBe(true)
  const lengths = hosts.map(({ code }) => code.split('a++').length - 1)
  expect(Math.min(...lengths)).toBe(4)
  expect(Math.max(...lengths)).toBe(35)
  expect(await chooseHosts(clean.slice(0, 3), victim())).toEqual([])
})

test('the surest of those of middle length', async () => {
  const surer = (i: number): number => 51 + ((i * 7) % 40)
  const clean = Array.from({ length: 40 }, (_, i) => input(i, `/* sure ${surer(i)} */ ${functionOf(i)}`))
  const middle = Array.from({ length: 34 }, (_, i) => surer(4 + i) / 100).sort((a, b) => b - a)
  const hosts = await chooseHosts(clean, victim())
  expect(hosts.map(({ answer }) => answer?.probability)).toEqual(middle.slice(0, 32))
})

test('records of middle length where answers are sentences, which only the first is asked for', async () => {
  const clean = Array.from({ length: 60 }, (_, i) => input(i, functionOf(i)))
  const answer = jest.fn(victim(true).answer)
  const hosts = await chooseHosts(clean, { ...victim(true), answer, besides: () => undefined })
  expect(hosts).toHaveLength(32)
  expect(hosts.every((host) => !('answer' in host))).toBe(true)
  const lengths = hosts.map(({ code }) => code.length)
  expect(lengths).toEqual([...lengths].sort((a, b) => a - b))
  expect(Math.max(...lengths) - Math.min(...lengths)).toBeGreaterThan(5 * 40)
  expect(answer.mock.calls.map(([sources]) => sources.length)).toEqual([1])
})

test('no host: what has no function, a pair of which one part has none, generated answers', async () => {
  const odd = [input(0, '1 + 1'), input(1, functionOf(1), 'int x;'), input(2, ''), input(3, '}}} ((('), input(4, 'int h();')]
  expect(await chooseHosts([...odd, ...odd], victim())).toEqual([])
  expect(
    await chooseHosts(
      [1, 2, 3, 4, 5].map((n) => input(n, functionOf(n))),
      victim(true),
    ),
  ).toEqual([])
  expect(await chooseHosts([], victim())).toEqual([])
})
