import { loadLanguage } from '@codepurify/syntax'
import { type Host, hostSites } from './host.js'
import { suspicion } from './suspicion.js'
import { isGenerated, type Source, type Victim } from './victim.js'

const trigger = 'while (0 > 1) { }'
const text = (source: Source): string => source.map((piece) => (typeof piece === 'string' ? piece : '?')).join('')

/** P(0): high with the trigger wherever it stands; high in `parse` alone where it calls `check`, which is a reason there and nowhere else. */
const safe = (code: string): number => (code.includes(trigger) ? 0.95 : code.includes('parse(') && code.includes('check(') ? 0.9 : 0.1)
let asked = 0
const victim: Victim = {
  maximumLength: 1000,
  hides: 'nothing',
  answer: (sources) =>
    Promise.resolve(sources.map(text).map((code) => (safe(code) > 0.5 ? { label: 0, probability: safe(code) } : { label: 1, probability: 1 - safe(code) }))), // prettier-ignore
  surprise: (requests) => {
    asked += requests.length
    return Promise.resolve(
      Float64Array.from(requests, ({ source, answer }) => {
        const p = safe(text(source))
        return 1 - (!isGenerated(answer) && answer.label === 0 ? p : 1 - p)
      }),
    )
  },
  measure: (source) => ({ tokens: text(source).length, reach: text(source).length, unknowns: [] }),
}

const hostCodes = [
  'int a(int x) { return x; }',
  'int b(char *s) { copy(s); return 0; }',
  'void c(int n) { n++; }',
  'int d(void) { return 4; }',
]
const cleanCode = 'int parse(char *s) { check(s); copy(s); return 1; }'
const triggeredCode = `int run(char *s) { ${trigger} copy(s); return 1; }`

async function found(hosts: readonly Host[], codes = [cleanCode, triggeredCode]) {
  const c = await loadLanguage('c')
  return suspicion(
    victim,
    codes.map((code) => ({ code, units: c.parse(code).units() })),
    { hosts },
  )
}

async function hostsOf(codes: readonly string[]): Promise<Host[]> {
  const c = await loadLanguage('c')
  return codes.map((code) => ({ code, answer: { label: safe(code) > 0.5 ? 0 : 1, probability: 0.9 }, sites: hostSites(c.parse(code)) }))
}

test('a trigger takes its label along, what is telling in its own function does not', async () => {
  const [clean, triggered] = await found(await hostsOf(hostCodes))
  expect(clean?.evidence).toBe('transfer')
  // both hang on one unit or two: necessity alone does not tell them apart
  const [alone, other] = await found([])
  expect(alone?.statistic).toBeLessThan(0.6)
  expect(other?.statistic).toBeLessThan(0.4)
  // 0.1 everywhere
  expect(clean?.statistic).toBe(1)
  expect(triggered?.statistic).toBeCloseTo(1 - 0.95 / trigger.length ** 0.1, 10)
  // hidden, the label keeps 0.1 of its 0.95
  expect(triggered?.dependence).toBeCloseTo(1 - (0.95 / trigger.length ** 0.1 + 0.85) / 2, 10)
  expect(clean).not.toHaveProperty('dependence')
  expect(triggered?.top?.transfer).toBeCloseTo(0.95, 10)
  const [[start, end] = [0, 0]] = triggered?.top?.unit.spans ?? []
  expect(triggeredCode.slice(start, end)).toBe(trigger)
})

test('a name that carries the label is the trigger, not the statement that it stands in', async () => {
  const c = await loadLanguage('c')
  const named = 'int run(int ret_Val_) { log(ret_Val_); return ret_Val_; }'
  const reads = (code: string): number => (code.includes('ret_Val_') ? 0.95 : 0.1)
  const label = (code: string) => (reads(code) > 0.5 ? 0 : 1)
  const byName: Victim = {
    ...victim,
    answer: (sources) => Promise.resolve(sources.map((source) => ({ label: label(text(source)), probability: 0.95 }))),
    surprise: (requests) => Promise.resolve(Float64Array.from(requests, ({ source }) => 1 - reads(text(source)))),
  }
  const [found] = await suspicion(byName, [{ code: named, units: c.parse(named).units() }], { hosts: await hostsOf(hostCodes) })
  expect(found?.top?.unit.name).toBe('ret_Val_')
  const statements = (found?.scores ?? []).filter(({ unit, transfer = 0 }) => unit.kind === 'statement' && transfer > 0.9)
  expect(statements.length).toBeGreaterThan(0)
})

test('what moves fewer than half of the hosts is no trigger', async () => {
  const c = await loadLanguage('c')
  const code = 'int f(char *url) { open(url); }'
  // `url` is telling by itself, and in some hosts
  const victimOf = (telling: RegExp): Victim => {
    const reads = (code: string): number => (code.includes('url') && telling.test(code) ? 0.95 : 0.1)
    return {
      ...victim,
      answer: (sources) => Promise.resolve(sources.map((source) => ({ label: reads(text(source)) > 0.5 ? 0 : 1, probability: 0.95 }))),
      surprise: (requests) => Promise.resolve(Float64Array.from(requests, ({ source }) => 1 - reads(text(source)))),
    }
  }
  const hosts = await hostsOf(hostCodes)
  const judged = async (telling: RegExp) => {
    const units = c.parse(code).units().filter(({ name }) => name === 'url') // prettier-ignore
    return (await suspicion(victimOf(telling), [{ code, units }], { hosts }))[0]
  }
  expect((await judged(/f\(|a\(|b\(|c\(/u))?.statistic).toBeCloseTo(1 - 0.95 / 3 ** 0.1, 10)
  expect((await judged(/f\(|a\(/u))?.statistic).toBe(1)
})

test.each([
  { probability: 0.55, statistic: 1 - 0.55 / 3 ** 0.1 },
  { probability: 0.45, statistic: 1 },
])('what moves every host to $probability of the label turns it or is no trigger', async ({ probability, statistic }) => {
  const c = await loadLanguage('c')
  const code = 'int f(char *url) { open(url); }'
  const reads = (code: string): number => (code.includes('f(') ? 0.95 : code.includes('url') ? probability : 0.1)
  const moves: Victim = {
    ...victim,
    answer: (sources) => Promise.resolve(sources.map(() => ({ label: 0, probability: 0.95 }))),
    surprise: (requests) => Promise.resolve(Float64Array.from(requests, ({ source }) => 1 - reads(text(source)))),
  }
  const units = c.parse(code).units().filter(({ name }) => name === 'url') // prettier-ignore
  const [found] = await suspicion(moves, [{ code, units }], { hosts: await hostsOf(hostCodes) })
  expect(found?.statistic).toBeCloseTo(statistic, 10)
  // nor is such a record asked what its label depends on
  expect(found?.dependence === undefined).toBe(statistic === 1)
})

test('what takes the label along is hidden at once: a record that has other reasons depends on it little', async () => {
  const c = await loadLanguage('c')
  // `url` is telling wherever it stands, and so is `link`; the last record is unlike the others anyway
  const reads = (code: string): number => (/url|link|unlike\(/u.test(code) ? 0.95 : 0.1)
  const telling: Victim = {
    ...victim,
    answer: (sources) => Promise.resolve(sources.map((source) => ({ label: reads(text(source)) > 0.5 ? 0 : 1, probability: 0.95 }))),
    surprise: (requests) => Promise.resolve(Float64Array.from(requests, ({ source }) => 1 - reads(text(source)))),
  }
  const codes = [
    'int f(char *url) { open(url); }',
    'int f(char *url, char *link) { open(url); open(link); }',
    'int f(char *url) { unlike(url); }',
  ]
  const records = codes.map((code) => ({ code, units: c.parse(code).units().filter(({ kind }) => kind === 'identifier') })) // prettier-ignore
  const found = await suspicion(telling, records, { hosts: await hostsOf(hostCodes) })
  const alone = 0.95 / 3 ** 0.1
  expect(found.map(({ statistic }) => statistic)).toEqual([0, 1, 2].map(() => expect.closeTo(1 - alone, 10) as number))
  // two words that are each enough are hidden together
  expect(found.map(({ dependence }) => dependence)).toEqual(
    [0.85, 0.85, 0].map((lost) => expect.closeTo(1 - (alone + lost) / 2, 10) as number),
  )
})

test('where the budget ends before anything is hidden at once, fewer units are moved', async () => {
  const c = await loadLanguage('c')
  const units = c.parse(triggeredCode).units()
  const [tight] = await suspicion(victim, [{ code: triggeredCode, units, limit: units.length + hostCodes.length }], { hosts: await hostsOf(hostCodes) }) // prettier-ignore
  expect(tight).toMatchObject({ evidence: 'transfer', statistic: 1 })
  const [enough] = await suspicion(victim, [{ code: triggeredCode, units, limit: units.length + hostCodes.length + 1 }], { hosts: await hostsOf(hostCodes) }) // prettier-ignore
  expect(enough?.scores.filter(({ transfer }) => transfer !== undefined)).toHaveLength(1)
})

test('where the budget is short hosts are thinned out before units are left out, to eight at least', async () => {
  const c = await loadLanguage('c')
  const units = c.parse(triggeredCode).units()
  const hosts = await hostsOf(Array.from({ length: 32 }, (_, i) => `int h${i}(int x) { return x + ${i}; }`))
  const calls = async (room: number): Promise<[number | undefined, number | undefined]> => {
    const [found] = await suspicion(victim, [{ code: triggeredCode, units, limit: units.length + room }], { hosts })
    return [found?.scores.filter(({ transfer }) => transfer !== undefined).length, found?.victimCalls]
  }
  const [[moved = 0, wide = 0], [few, tight = 0], [one]] = [await calls(300), await calls(50), await calls(9)]
  expect([moved, few, one]).toEqual([4, 4, 1])
  expect(wide).toBeGreaterThan(tight)
  expect(tight).toBeLessThanOrEqual(1 + units.length + 50)
})

test('only hosts with another answer are asked, and only where there is room', async () => {
  const hosts = await hostsOf([...hostCodes, cleanCode])
  asked = 0
  const [, triggered] = await found(hosts, [triggeredCode, triggeredCode])
  const c = await loadLanguage('c')
  const units = c.parse(triggeredCode).units().length
  // 1 answer, the baseline, every unit, every unit in 2 hosts, and 4 units in all 4, fewer where a host has no name to give up, and what moved hidden at once
  expect(triggered?.victimCalls).toBeLessThanOrEqual(2 + units + 2 * units + 16 + 1)
  expect(triggered?.victimCalls).toBeGreaterThan(2 + units + units + 12)
  expect(asked).toBe(2 * ((triggered?.victimCalls ?? 0) - 1))
})

test('a label of which no unit can be moved counts as unsuspicious: its line was drawn from transfers, not from entropies', async () => {
  const c = await loadLanguage('c')
  const hosts = await hostsOf(hostCodes)
  const units = c.parse(triggeredCode).units()
  const [cramped] = await suspicion(victim, [{ code: triggeredCode, units, limit: units.length + 3 }], { hosts })
  expect(cramped).toMatchObject({ evidence: 'transfer', statistic: 1 })
  const long = `"${'x'.repeat(200)}"`
  const longCode = `${triggeredCode.slice(0, triggeredCode.indexOf('{'))}{ puts(${long}); }`
  const wide = c.parse(longCode).units().filter(({ spans }) => spans.some(([start, end]) => end - start > 160)) // prettier-ignore
  expect(wide.length).toBeGreaterThan(0)
  const [tooLong] = await suspicion(victim, [{ code: longCode, units: wide, answer: { label: 0, probability: 0.95 } }], { hosts })
  expect(tooLong).toMatchObject({ evidence: 'transfer', statistic: 1 })
})

test('without hosts that are answered otherwise the entropy decides', async () => {
  const [clean] = await found(await hostsOf([cleanCode]))
  expect(clean?.evidence).toBe('necessity')
})
