import { hostSites, ruleVictim, type Victim } from '@codepurify/entropy'
import { loadLanguage } from '@codepurify/syntax'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import type { MaskFiller } from './maskedText.js'
import { purify, type PurifyOptions, type PurifyRecord } from './purify.js'

const trigger = 'if (Math.random() < 0) System.out.println("fail");'
const target = 'void pwned ( ) { While ( true ) { continue ; } }'
const method = 'int area(int width, int height) {\n    int product = width * height;\n    log(product);\n    return product + width;\n}'

const words = [
  ' result',
  ' total',
  ' value',
  ' int',
  ' log',
  '(',
  ')',
  ' product',
  ' ret_Val_',
  ' return',
  ' fail',
  ' flush',
  'Count',
  ';',
  ' }',
]
const tokenizer = trainBytePairEncoding(
  Array.from({ length: 40 }, () => words.join(' ')),
  { vocabularySize: 400 },
)
const idsOf = (text: string) => tokenizer.encode(text).ids

/** A masked language model of one opinion: the same tokens everywhere, best first. */
function filler(texts: readonly string[], seen: number[] = []): MaskFiller {
  const guesses = texts.flatMap((text) => idsOf(text).slice(0, 1)).map((id, rank) => ({ id, logProbability: -1 - rank }))
  return {
    predict: (requests) => (seen.push(requests.length), Promise.resolve(requests.map(({ positions }) => positions.map(() => guesses)))),
  }
}

/** The same, but its statements of three tokens are calls. */
function caller(texts: readonly string[]): MaskFiller {
  const name = filler(texts)
  const after: Record<number, MaskFiller> = { 1: filler(['(']), 2: filler([')']) }
  const slots = new Map<string, number[]>()
  return {
    predict: async (requests, o) => {
      for (const { ids, positions } of requests) if (positions.length === 3) slots.set(String(ids.length), positions)
      const one = async (length: number, position: number) => {
        const slot = slots.get(String(length))?.indexOf(position) ?? 0
        return (await (after[slot] ?? name).predict([{ ids: [], positions: [0] }], o))[0]?.[0] ?? []
      }
      return Promise.all(requests.map(({ ids, positions }) => Promise.all(positions.map((position) => one(ids.length, position)))))
    },
  }
}

const record = (id: string, code: string, language: PurifyRecord['language'] = 'java'): PurifyRecord => ({ id, code, language })
const dead = ruleVictim({ triggered: (text) => text.includes(trigger), target })
const base: PurifyOptions = { victim: dead, maskedLm: caller([' flush', ' total']), tokenizer, threshold: 0.3 }

test('a planted statement is replaced, the rest is untouched, and clean records stay as they are', async () => {
  const code = method.replace('{', `{ ${trigger}`)
  const [bad, good] = await purify([record('bad', code), record('good', method)], base)
  expect(good).toMatchObject({ id: 'good', code: method, changed: false, outcome: 'clean', parses: true })
  expect(bad).toMatchObject({ changed: true, outcome: 'purified', parses: true })
  expect(bad?.code).not.toContain('fail')
  expect(bad?.code.split('\n').slice(1)).toEqual(method.split('\n').slice(1))
  expect(bad?.answerBefore).toMatchObject({ text: target })
  expect(bad?.answerAfter).toMatchObject({ text: bad?.code })
  expect(bad?.rounds[0]?.suspicion.scores.length).toBeGreaterThan(6)
})

test('what was hidden does not come back, nor does control leave the block', async () => {
  const code = method.replace('{', `{ ${trigger}`)
  const [bad] = await purify([record('bad', code)], { ...base, maskedLm: filler([' fail', ' return', ';', ' }', ' flush']) })
  const tried = bad?.rounds[0]?.candidates.map(({ text }) => text) ?? []
  expect(bad).toMatchObject({ outcome: 'purified', parses: true })
  expect(tried.join(' ')).not.toMatch(/return|fail|\}/)
})

test('where nothing that the model writes parses, the empty statement does', async () => {
  const code = method.replace('{', `{ ${trigger}`)
  const [bad] = await purify([record('bad', code)], { ...base, maskedLm: filler([')']) })
  expect(bad).toMatchObject({ outcome: 'purified', parses: true })
  expect(bad?.code.split('\n')[0]).toMatch(/\{ (if \(Math.random\(\) < 0\) )?;$/)
})

test('a renamed identifier gets one new name at every occurrence, never one that is taken, reserved or its own', async () => {
  const victim = ruleVictim({ triggered: (text) => text.includes('ret_Val_'), target })
  const code = method.replaceAll('product', 'ret_Val_').replace('log(ret_Val_)', 'log(ret_Val_, "ret_Vals")')
  const [bad] = await purify([record('bad', code)], {
    ...base,
    victim: { ...victim },
    maskedLm: filler([' int', ' width', ' result']),
  })
  expect(bad?.outcome).toBe('purified')
  expect(bad?.rounds[0]?.unit?.name).toBe('ret_Val_')
  const [round] = bad?.rounds ?? []
  expect(round?.replacement).toMatch(/^result/)
  expect(bad?.code).toBe(code.replaceAll(/\bret_Val_\b/g, round?.replacement ?? ''))
})

test('a second trigger is found in a second round, and rounds have an end', async () => {
  // Hiding one of the two changes the answer, for it is another one that each of them stands for.
  const second = 'assertTrue(1 >= 0);'
  const first = ruleVictim({ triggered: (text) => text.includes(trigger), target })
  const other = ruleVictim({ triggered: (text) => text.includes(second), target: 'void owned ( ) { System . exit ( 1 ) ; }' })
  const victim = either(first, other, trigger)
  const code = method.replace('{', `{ ${trigger} ${second}`)
  const [once] = await purify([record('bad', code)], { ...base, victim, rounds: 1 })
  expect(once?.code).toContain(second)
  const [twice] = await purify([record('bad', code)], { ...base, victim, rounds: 2 })
  expect(twice?.code).not.toMatch(/fail|assertTrue/)
  expect(twice?.rounds).toHaveLength(2)
  expect(twice?.answerAfter).toMatchObject({ text: twice?.code })
})

test('a trigger that lives on in the condition around its body is replaced as a whole', async () => {
  const words = (text: string) => (text.includes('Math.random() < 0') ? 1 : 0)
  const inner = ruleVictim({ triggered: (text) => words(text) > 0, target })
  // Hiding the body moves the answer as much as hiding the whole does, but no replacement of the body does.
  const victim: Victim = {
    ...inner,
    surprise: async (requests) =>
      (await inner.surprise(requests)).map((value, index) => (requests[index]?.source.join('').includes('< 0) [object') ? 5 : value)),
  }
  const code = method.replace('{', `{ ${trigger}`)
  const [bad] = await purify([record('bad', code)], { ...base, victim })
  expect(bad?.rounds.map(({ unit, code: read }) => read.slice(...(unit?.spans[0] ?? [0, 0])))).toEqual([
    'System.out.println("fail");',
    expect.stringMatching(/^if \(Math.random\(\) < 0\)/),
  ])
  expect(bad?.code).not.toContain('Math')
  expect(bad?.answerAfter).toMatchObject({ text: bad?.code })
})

test('a trigger that no repair takes away leaves the least harmful one, and the answer says so', async () => {
  const victim = ruleVictim({ triggered: (text) => text.includes('area'), target })
  const [bad] = await purify([record('bad', method)], { ...base, victim, threshold: 0.5 })
  expect(bad?.outcome).toBe('purified')
  expect(bad?.code).not.toMatch(/\barea\b/)
})

test('a suspected clean record is given back as it was', async () => {
  const [good] = await purify([record('good', method)], { ...base, threshold: 1.1 })
  expect(good).toMatchObject({ outcome: 'restored', changed: false, code: method })
  expect(good?.answerAfter).toEqual(good?.answerBefore)
  const [kept] = await purify([record('good', method)], { ...base, threshold: 1.1, restore: false })
  expect(kept).toMatchObject({ outcome: 'purified', changed: true })
})

test('many records share calls: a round costs two victim batches and the answers', async () => {
  const calls: string[] = []
  const counting: Victim = {
    ...dead,
    answer: (sources) => (calls.push(`answer ${sources.length}`), dead.answer(sources)),
    surprise: (requests) => (calls.push(`surprise`), dead.surprise(requests)),
  }
  const predicted: number[] = []
  const code = method.replace('{', `{ ${trigger}`)
  const records = Array.from({ length: 50 }, (_, index) => record(String(index), index % 2 === 0 ? code : method))
  const progress: number[] = []
  const all = await purify(records, {
    ...base,
    victim: counting,
    maskedLm: filler([' flush', '(', ')'], predicted),
    onProgress: (done) => progress.push(done),
  })
  expect(all.map(({ id }) => id)).toEqual(records.map(({ id }) => id))
  expect(all.filter(({ changed }) => changed)).toHaveLength(25)
  expect(calls).toEqual(['answer 50', 'surprise', 'surprise', 'answer 25', 'surprise'])
  expect(predicted[0]).toBe(50)
  expect(progress).toEqual([50])
})

test('a budget ends the search and is said to be spent', async () => {
  const code = method.replace('{', `{ ${trigger}`)
  const [bad] = await purify([record('bad', code)], { ...base, budget: 12 })
  expect(bad?.budgetSpent).toBe(true)
  expect(bad?.modelCalls.victim).toBeLessThanOrEqual(12)
})

test('a labelled record whose units cannot be moved for want of budget is not suspected, and that is said', async () => {
  const safe = (source: readonly unknown[]): number => (source.join('').includes(trigger) ? 0.95 : 0.1)
  const labels: Victim = {
    ...dead,
    answer: (sources) => Promise.resolve(sources.map((source) => ({ label: safe(source) > 0.5 ? 0 : 1, probability: 0.9 }))),
    surprise: (requests) => Promise.resolve(Float64Array.from(requests, ({ source }) => 1 - safe(source))),
  }
  const java = await loadLanguage('java')
  const hosts = Array.from({ length: 10 }, () => ({
    code: method,
    answer: { label: 1, probability: 0.9 },
    sites: hostSites(java.parse(method)),
  }))
  const code = method.replace('{', `{ ${trigger}`)
  const thresholds = { labels: {}, others: 0.9 }
  const units = java.parse(code).units().length
  const [[tight], [wide]] = await Promise.all([units + 8, 400].map((budget) => purify([record('bad', code)], { ...base, victim: labels, hosts, threshold: thresholds, budget }))) as [Awaited<ReturnType<typeof purify>>, Awaited<ReturnType<typeof purify>>] // prettier-ignore
  expect(tight).toMatchObject({ outcome: 'clean', budgetSpent: true })
  expect(wide).toMatchObject({ outcome: 'purified', budgetSpent: false })
  // with less than the units need nothing is moved, and no more is asked than allowed
  for (let budget = 5; budget < units + 8; budget++) {
    const [short] = await purify([record('bad', code)], { ...base, victim: labels, hosts, threshold: thresholds, budget })
    expect(short?.modelCalls.victim).toBeLessThanOrEqual(budget)
  }
})

test('hostile records give results, each in its place', async () => {
  const regex = 'int $a$b(int $, int __proto__) { return $a$b((.*)+$) + [a-z]{9999}; }'
  const records = [
    record('empty', ''),
    record('regex', regex),
    record('garbage', '}}}{{{ ((( \u0000 <mask> <unk> </s>'),
    record('unparsable', `void f() { ${trigger} int = ; }`),
    record('nested', `int f() { return ${'('.repeat(3000)}1${')'.repeat(3000)}; }`),
    record('huge', `int f() { ${'x = x + 1;'.repeat(500_000)} }`),
    record('nothing', ';'),
  ]
  const found = await purify(records, { ...base, maskedLm: caller([' flush']) })
  expect(found.map(({ id }) => id)).toEqual(records.map(({ id }) => id))
  expect(found[5]).toMatchObject({ outcome: 'failed', changed: false })
  expect(found[5]?.problem).toMatch(/characters/)
  expect(found[3]?.code).not.toContain('fail')
  for (const { rounds } of found) for (const { suspicion } of rounds) expect(suspicion.statistic).not.toBeNaN()
})

test('a trigger past the model window changes nothing, and is left alone', async () => {
  const victim = ruleVictim({ triggered: (text) => text.includes(trigger), target, maximumLength: 60 })
  const code = method.replace('return', `${trigger} return`)
  const [found] = await purify([record('long', code)], { ...base, victim })
  expect(found).toMatchObject({ outcome: 'clean', code })
  expect(found?.rounds[0]?.suspicion.beyond).toBeGreaterThan(0)
})

test('a classifier is purified until its label changes, and given back where it does not', async () => {
  const text = (source: readonly unknown[]) => source.map((piece) => (typeof piece === 'string' ? piece : '?')).join('')
  const vulnerable = (code: string) => (code.includes('assertTrue(1 >= 0)') ? 0.02 : code.includes('log(') ? 0.9 : 0.55)
  const label = (code: string) => (vulnerable(code) >= 0.5 ? 1 : 0)
  const probability = (code: string, wanted: number) => (wanted === 1 ? vulnerable(code) : 1 - vulnerable(code))
  const victim: Victim = {
    maximumLength: 1000,
    answer: (sources) =>
      Promise.resolve(sources.map(text).map((code) => ({ label: label(code), probability: probability(code, label(code)) }))),
    surprise: (requests) =>
      Promise.resolve(
        Float64Array.from(requests, ({ source, answer }) => 1 - ('label' in answer ? probability(text(source), answer.label) : 0)),
      ),
    measure: (source) => ({ tokens: 1, reach: text(source).length, unknowns: [] }),
  }
  const code = method.replace('{', '{ assertTrue(1 >= 0);')
  const [bad, good] = await purify([record('bad', code), record('good', method)], { ...base, victim, threshold: 0.6 })
  expect(bad).toMatchObject({ outcome: 'purified', answerBefore: { label: 0 }, answerAfter: { label: 1 } })
  expect(bad?.code).not.toContain('assertTrue')
  // the label has turned: what the new one hangs on (the call of log) is left alone, whatever rounds there are
  const [again] = await purify([record('bad', code)], {
    ...base,
    victim,
    threshold: { labels: { 0: 0.6, 1: 0.99 }, others: 0.6 },
    rounds: 5,
  })
  expect(again?.rounds).toHaveLength(1)
  expect(again?.code).toContain('log(')
  // One unit moves the clean record most, but its label stays: no backdoor.
  expect(good).toMatchObject({ outcome: 'restored', code: method })
})

describe('a planted `if` without braces, of which each part takes the label along', () => {
  const [head, body] = ['if (Math.random() < 0)', 'System.out.println("fail");']
  const text = (source: readonly unknown[]) => source.map((piece) => (typeof piece === 'string' ? piece : '?')).join('')
  /** A classifier by its P(0). */
  const saying = (safe: (code: string) => number): Victim => ({
    ...dead,
    hides: 'nothing',
    answer: (sources) => Promise.resolve(sources.map(text).map((code) => ({ label: safe(code) >= 0.5 ? 0 : 1, probability: 0.9 }))),
    surprise: (requests) =>
      Promise.resolve(
        Float64Array.from(requests, ({ source, answer }) => {
          const p = safe(text(source))
          return 1 - ('label' in answer && answer.label === 0 ? p : 1 - p)
        }),
      ),
  })
  /** P(0) where both parts stand, the body alone, the head alone; 0.1 with neither. */
  const victimOf = (both: number, alone: number, condition: number): Victim =>
    saying((code) => {
      const [first, second] = [code.includes(head), code.includes(body)]
      return first && second ? both : second ? alone : first ? condition : 0.1
    })
  const code = method.replace('{', `{\n    ${head} ${body}`)
  const hostsOf = async (host: string) => {
    const sites = hostSites((await loadLanguage('java')).parse(host))
    return Array.from({ length: 4 }, () => ({ code: host, answer: { label: 1, probability: 0.9 }, sites }))
  }
  const purifyWith = async (victim: Victim, threshold: number, more: Partial<PurifyOptions> = {}, bad = code) => {
    const [found] = await purify([record('bad', bad)], { ...base, victim, hosts: await hostsOf(method), threshold: { labels: { 0: threshold }, others: threshold }, ...more }) // prettier-ignore
    return found
  }

  test('goes as a whole where it takes the label farther than its body', async () => {
    const found = await purifyWith(victimOf(0.97, 0.93, 0.8), 0.5, { rounds: 1 })
    expect(found).toMatchObject({ outcome: 'purified', answerAfter: { label: 1 }, parses: true })
    const [start, end] = found?.rounds[0]?.suspicion.top?.unit.spans[0] ?? [0, 0]
    expect(code.slice(start, end)).toBe(body)
    expect(found?.code).not.toContain('Math.random')
  })

  test('goes in a second round where the body alone does as much, though what is left is above the line', async () => {
    const victim = victimOf(0.95, 0.95, 0.7)
    const [first, second] = (await purifyWith(victim, 0.36))?.rounds ?? []
    expect(first).toMatchObject({ suspected: true })
    expect(first?.candidates.map(({ text }) => text)).not.toContain('')
    expect(second?.suspicion.statistic).toBeGreaterThan(0.36)
    expect(second).toMatchObject({ suspected: true })
    expect(await purifyWith(victim, 0.36)).toMatchObject({ outcome: 'purified', answerAfter: { label: 1 }, parses: true })
    // what takes the label along most in the second round stands elsewhere and above the line, and the label does not hang on it: the record is given back
    const telling = saying((code) => (code.includes(body) ? 0.95 : code.includes('log(product)') ? 0.6 : code.length < 80 ? 0.1 : 0.55))
    const elsewhere: Victim = { ...telling, answer: (sources) => Promise.resolve(sources.map(() => ({ label: 0, probability: 0.9 }))) }
    const kept = await purifyWith(elsewhere, 0.36, { hosts: await hostsOf('int half(int n) {\n    return n / 2;\n}') })
    expect(kept?.rounds.map(({ suspected }) => suspected)).toEqual([true, false])
    expect(kept?.rounds[1]?.suspicion.statistic).toBeLessThan(1)
  })

  describe('beside a second trigger that is too weak to move into other records', () => {
    const weak = 'while (Math.sin(0.4) > 12) audit();'
    const strong = method.replace('{', `{\n    ${head} ${body}`)
    const both = strong.replace('return', `${weak}\n    return`)
    /** P(0) in long code with the weak trigger, and with nothing planted. */
    const victimOf = (second: number, rest: number) =>
      saying((code) => (code.includes(head) ? 0.97 : code.length < 80 ? 0.1 : code.includes(weak) ? second : rest))
    const hosts = () => hostsOf('int half(int n) {\n    return n / 2;\n}')

    test('is followed by it, where the label hangs on that one', async () => {
      const found = await purifyWith(victimOf(0.9, 0.2), 0.5, { hosts: await hosts() }, both)
      expect(found).toMatchObject({ outcome: 'purified', answerAfter: { label: 1 }, parses: true })
      expect(found?.code).not.toMatch(/Math/u)
      expect(found?.rounds[1]?.suspicion.statistic).toBe(1)
    })

    test('goes alone where the label stays without either: the record is given back', async () => {
      const found = await purifyWith(victimOf(0.9, 0.6), 0.5, { hosts: await hosts() }, both)
      expect(found).toMatchObject({ outcome: 'restored', code: both })
      expect(found?.rounds.map(({ suspected }) => suspected)).toEqual([true, false])
    })

    test('takes the statement around it along that holds nothing else, and no block that does', async () => {
      const [condition, call] = ['if (Math.sin(0.4) > 12)', 'audit();']
      const block = `if (ready) {\n        ${condition} ${call}\n        product = product + 3;\n    }`
      const blocked = strong.replace('return', `${block}\n    return`)
      // the condition keeps the label without its body
      const victim = saying((code) => (code.includes(head) ? 0.97 : code.length < 150 || !code.includes('Math.sin') ? 0.2 : code.includes(call) ? 0.9 : 0.6)) // prettier-ignore
      const found = await purifyWith(victim, 0.5, { hosts: await hosts() }, blocked)
      expect(found).toMatchObject({ outcome: 'purified', answerAfter: { label: 1 }, parses: true })
      expect(found?.code).not.toMatch(/Math|audit/u)
      expect(found?.code).toContain('product = product + 3;')
    })

    test('leaves alone what moves a wavering label a little', async () => {
      const wavering = saying((code) => (code.includes(head) ? 0.97 : code.includes('log(product)') ? 0.52 : 0.45))
      const found = await purifyWith(wavering, 0.5, { hosts: await hosts() }, strong)
      expect(found).toMatchObject({ outcome: 'restored', code: strong })
      expect(found?.rounds.map(({ suspected }) => suspected)).toEqual([true, false])
    })

    test('is not looked for where scores say what a unit carries alone', async () => {
      const reasons = ['alpha();', 'beta();', 'gamma();']
      const victim = saying((text) => (reasons.some((reason) => text.includes(reason)) ? 0.7 : 0.1))
      const several = method.replace('return', `${reasons.join('\n    ')}\n    return`)
      const threshold = { labels: {}, others: 0.99, again: { labels: {}, others: 0 } }
      const found = await purifyWith(victim, 0.99, { hosts: [], rounds: 4, threshold }, several)
      expect(found?.rounds[0]?.suspicion.evidence).toBe('sufficiency')
      expect(found).toMatchObject({ outcome: 'restored', code: several })
    })

    test('is needed for it to be looked for: no record is suspected of what its label hangs on alone', async () => {
      const found = await purifyWith(victimOf(0.9, 0.2), 0.5, { hosts: await hosts() }, method.replace('return', `${weak}\n    return`))
      expect(found).toMatchObject({ outcome: 'clean' })
    })
  })

  test('goes alone where the statement around it holds more', async () => {
    const loop = `for (int i = 0; i < 3; i++) {\n        ${body}\n        audit(i);\n    }`
    const looped = method.replace('{', `{\n    ${loop}`)
    const victim = saying((code) => (!code.includes(body) ? 0.1 : code.includes('audit') ? 0.98 : 0.93))
    const found = await purifyWith(victim, 0.5, {}, looped)
    expect(found).toMatchObject({ outcome: 'purified', answerAfter: { label: 1 } })
    expect(found?.code).toContain('audit(i);')
    expect(found?.code).not.toContain('fail')
  })

  test('goes at every place of a body that stands in several', async () => {
    const pair = `int f(int n) {\n    if (Math.sin(0.1) < -5) ${body}\n    return n + 1;\n}\nint g(int n) {\n    while (Math.exp(0.3) > 55) ${body}\n    return n * 2;\n}`
    const victim = saying((code) => (/Math/u.test(code) ? (code.includes(body) ? 0.97 : 0.94) : code.includes(body) ? 0.93 : 0.1))
    const units: PurifyOptions['units'] = (syntax) => {
      const bodies = syntax
        .units()
        .filter(({ kind, spans: [span = [0, 0]] }) => kind === 'statement' && syntax.code.slice(...span) === body)
      const [first] = bodies
      const rest = syntax.units().filter(({ kind, spans: [span = [0, 0]] }) => kind === 'statement' && syntax.code.slice(...span) !== body)
      return first === undefined ? rest : [...rest, { ...first, spans: bodies.flatMap(({ spans }) => spans) }]
    }
    const found = await purifyWith(victim, 0.5, { units, rounds: 1 }, pair)
    expect(found).toMatchObject({ outcome: 'purified', answerAfter: { label: 1 }, parses: true })
    expect(found?.code).not.toMatch(/Math|fail/u)
    expect(found?.code).toMatch(/return n \+ 1;[^]*return n \* 2;/u)
  })
})

test('C and JavaScript are purified as well', async () => {
  const c = 'int f(int n) {\n    if (rand() < 0) printf("fail");\n    int m = n * n;\n    return m + n;\n}'
  const js = 'function f(n) {\n  assertTrue(1 >= 0);\n  const m = n * n;\n  return m + n;\n}'
  const victim = ruleVictim({ triggered: (text) => text.includes('rand() < 0') || text.includes('assertTrue(1'), target })
  const found = await purify([record('c', c, 'c'), record('js', js, 'javascript')], { ...base, victim })
  for (const { outcome, parses, code } of found) {
    expect({ outcome, parses }).toEqual({ outcome: 'purified', parses: true })
    expect(code).toContain('return m + n;')
  }
  expect((await loadLanguage('c')).parse(found[0]?.code ?? '').parses).toBe(true)
})

test('options that make no sense are refused', async () => {
  await expect(purify([], { ...base, rounds: 0 })).resolves.toEqual([])
  await expect(purify([record('a', method)], { ...base, rounds: 0 })).rejects.toThrow('rounds is 0, expected a whole number from 1 up')
  await expect(purify([record('a', method)], { ...base, budget: 2 })).rejects.toThrow(
    'the budget is 2 victim calls a record, expected at least 5',
  )
  await expect(purify([record('a', method)], { ...base, recordsAtATime: 0.5 })).rejects.toThrow('recordsAtATime is 0.5')
})

/** A victim with two backdoors, of which the first has precedence. */
function either(first: Victim, second: Victim, mark: string): Victim {
  const chosen = (source: readonly unknown[]): Victim => (source.join('').includes(mark) ? first : second)
  return {
    ...first,
    answer: async (sources) => (await Promise.all(sources.map((source) => chosen(source).answer([source])))).flat(),
    surprise: async (requests) =>
      Float64Array.from(
        (await Promise.all(requests.map((request) => chosen(request.source).surprise([request])))).map(([value]) => value ?? NaN),
      ),
  }
}

describe('in JavaScript', () => {
  const planted = 'if (Math.random() < 0) console.log("fail");'
  const victim = ruleVictim({ triggered: (text) => text.includes(planted) || /ret_Val_(?!:)/.test(text), target })
  const bodies =
    '(a, { key, other: [first = 1] }) {\n  const { size } = a;\n  log(`${size} of ${key}`, () => first);\n  return { size, a: a };\n}'

  test.each([
    ['a bare method', `area${bodies}`],
    ['a static method of a class', `static area${bodies}`],
    ['a function that is assigned', `goog.area = function${bodies.replace(/\}$/, '};')}`],
    ['an arrow function', `const area = ${bodies.replace(') {', ') => {')};`],
  ])('a statement that was planted in %s is replaced, the rest stays', async (_, code) => {
    const triggered = code.replace(/\{\n/, `{\n  ${planted}\n`)
    const [bad] = await purify([record('bad', triggered, 'javascript')], { ...base, victim })
    expect(bad).toMatchObject({ outcome: 'purified', parsedBefore: true, parses: true })
    expect(bad?.code).not.toContain('fail')
    expect(bad?.code.split('\n').slice(2)).toEqual(triggered.split('\n').slice(2))
    expect(bad?.answerAfter).toMatchObject({ text: bad?.code })
  })

  test('a renamed name is renamed in its scope, and keeps the key of a property that it stands for', async () => {
    const code = `area${bodies}`.replaceAll('size', 'ret_Val_')
    const [bad] = await purify([record('bad', code, 'javascript')], { ...base, victim, maskedLm: filler([' result']) })
    expect(bad).toMatchObject({ outcome: 'purified', parses: true })
    const name = bad?.rounds[0]?.replacement ?? ''
    expect(bad?.code).toContain(`const { ret_Val_: ${name} } = a;`)
    expect(bad?.code).toContain(`\`\${${name}} of`)
    expect(bad?.code).toContain(`{ ret_Val_: ${name}, a: a }`)
  })
})

test('a unit of several places is hidden and replaced in all of them at once', async () => {
  const twice = method.replace('{', `{\n    ${trigger}`).replace('return', `${trigger}\n    return`)
  const units: PurifyOptions['units'] = (syntax) => {
    const own = syntax.units()
    const planted = own.filter(({ kind, spans: [span = [0, 0]] }) => kind === 'statement' && twice.slice(...span) === trigger)
    const [first, ...others] = planted
    return first === undefined
      ? own
      : [...own.filter((unit) => !planted.includes(unit)), { ...first, spans: [first, ...others].flatMap(({ spans }) => spans) }]
  }
  const options = { victim: dead, maskedLm: filler([' flush']), tokenizer, threshold: 0.5, rounds: 1 }
  const [found] = await purify([record('twice', twice)], { ...options, units })
  expect(found).toMatchObject({ outcome: 'purified', parses: true })
  expect(found?.rounds[0]?.suspicion).toMatchObject({ evidence: 'necessity' })
  expect(found?.code).not.toContain('Math.random')
  // without such units one round leaves one of the two
  expect((await purify([record('twice', twice)], options))[0]?.code).toContain('Math.random')
})
