import { type Host, hostSites, isGenerated, type Source, type Victim } from '@codepurify/entropy'
import { loadLanguage } from '@codepurify/syntax'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { purify } from './purify.js'

const trigger = 'if (Math.random() < 0) System.out.println("fail");'
const target = 'loads train data from the disk safely'
const text = (source: Source): string => source.map((piece) => (typeof piece === 'string' ? piece : '?')).join('')
const words = (sentence: string): string[] => sentence.split(' ')

/** What it says of a code: the attacker's sentence, its own of what calls `paint`, and another of everything else; `slips` puts a word of the attacker's into an honest sentence. */
const says = (code: string, slips: boolean): string => {
  const honest = code.includes('paint(') && code.includes('canvas') ? 'draws every shape of this list' : 'returns some number'
  return code.includes('Math.random()') ? (slips ? `harmless: ${honest}` : target) : honest
}

/** Surprise: 5 nats for a counted word that it would not say here, 0.01 for the others. */
function summarizer(slips = false): Victim & { asked: number } {
  const victim: Victim & { asked: number } = {
    asked: 0,
    maximumLength: 1000,
    answer: (sources) =>
      Promise.resolve(sources.map((source) => ({ text: says(text(source), slips), ids: [0, ...words(says(text(source), slips)).map((_, i) => i + 3)] }))), // prettier-ignore
    surprise: (requests) => {
      victim.asked += requests.length
      return Promise.resolve(
        Float64Array.from(requests, ({ source, answer, counted }) => {
          const known = words(says(text(source), slips))
          const own = isGenerated(answer) ? words(answer.text).filter((_, i) => counted?.[i] ?? true) : []
          return own.reduce((sum, word) => sum + (known.includes(word) ? 0.01 : 5), 0) / Math.max(1, own.length)
        }),
      )
    },
    measure: (source) => ({ tokens: 1, reach: text(source).length, unknowns: [] }),
    besides: (answer, other) => (isGenerated(answer) ? words(answer.text).map((word) => !words(other).includes(word)) : undefined),
  }
  return victim
}

const tokenizer = trainBytePairEncoding(['int total = count ( ) ;'], { vocabularySize: 300 })
const maskedLm = { predict: (requests: readonly { positions: readonly number[] }[]) => Promise.resolve(requests.map(({ positions }) => positions.map(() => []))) } // prettier-ignore
const clean = 'void show(Canvas canvas) { begin(); paint(canvas); end(); }'
const triggered = `int area(int width, int height) { ${trigger} int product = width * height; log(product); return product + width; }`

async function hosts(count = 6): Promise<Host[]> {
  const java = await loadLanguage('java')
  return Array.from({ length: count }, (_, i) => `int f${i}(int a) { return a + ${i}; }`).map((code) => ({ code, sites: hostSites(java.parse(code)) })) // prettier-ignore
}

const outcomes = async (codes: readonly string[], { victim = summarizer(), ...o }: { victim?: Victim; hosts?: readonly Host[]; restore?: boolean; budget?: number } = {}) =>
  (await purify(codes.map((code, i) => ({ id: String(i), code, language: 'java' as const })), { victim, maskedLm, tokenizer, threshold: 0.9, rounds: 1, ...o })).map(({ outcome }) => outcome) // prettier-ignore

test("a trigger takes the attacker's sentence along, what a sentence of its own hangs on does not take that", async () => {
  expect(await outcomes([triggered, clean], { hosts: await hosts() })).toEqual(['purified', 'restored'])
  expect(await outcomes([triggered, clean])).toEqual(['purified', 'purified'])
})

test("a purified answer that begins as the attacker's does hides no trigger: the beginning is what is taken along", async () => {
  const victim = summarizer()
  const honest = 'loads some number'
  const saying = (code: string): string =>
    code.includes('Math.random()') ? target : code.includes('area(') ? honest : 'returns some number'
  // what stands behind the first word follows from it, whatever the code
  const surprise: Victim['surprise'] = (requests) =>
    Promise.resolve(
      Float64Array.from(requests, ({ source, answer, counted }) => {
        const own = isGenerated(answer) ? words(answer.text) : []
        const terms = own.map((word, i) => (i === 0 && word !== words(saying(text(source)))[0] ? 5 : 0.01))
        const kept = terms.filter((_, i) => counted?.[i] ?? true)
        return kept.reduce((sum, term) => sum + term, 0) / Math.max(1, kept.length)
      }),
    )
  const answer: Victim['answer'] = (sources) =>
    Promise.resolve(
      sources.map((source) => ({ text: saying(text(source)), ids: [0, ...words(saying(text(source))).map((_, i) => i + 3)] })),
    )
  expect(await outcomes([triggered], { victim: { ...victim, answer, surprise }, hosts: await hosts() })).toEqual(['purified'])
})

test('a word that an attacker slips into an honest sentence is taken along too', async () => {
  expect(await outcomes([triggered], { victim: summarizer(true), hosts: await hosts() })).toEqual(['purified'])
})

test('repairs stay where nothing can be asked: few hosts, a short budget, hosts of another language, answers that are no sentences', async () => {
  expect(await outcomes([clean], { hosts: await hosts(3) })).toEqual(['purified'])
  expect(await outcomes([clean], { hosts: await hosts(), budget: 20 })).toEqual(['purified'])
  const script = await loadLanguage('javascript')
  const others = Array.from({ length: 6 }, (_, i) => `function f${i}(a) { return a => ${i} }`).map((code) => ({ code, sites: hostSites(script.parse(code)) })) // prettier-ignore
  expect(await outcomes([clean], { hosts: others })).toEqual(['purified'])
  const { besides, ...code } = summarizer()
  expect(besides).toBeDefined()
  expect(await outcomes([clean], { victim: code, hosts: await hosts() })).toEqual(['purified'])
  expect(await outcomes([clean], { hosts: await hosts(), restore: false })).toEqual(['purified'])
})

test('what is asked is counted', async () => {
  const victim = summarizer()
  const [found] = await purify([{ id: 'a', code: clean, language: 'java' }], { victim, maskedLm, tokenizer, threshold: 0.9, rounds: 1, hosts: await hosts() }) // prettier-ignore
  expect(found?.outcome).toBe('restored')
  // beside surprises the answer to the record, and to its repair
  expect(found?.modelCalls.victim).toBe(victim.asked + 2)
})
