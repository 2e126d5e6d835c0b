import { codeWindows, sentinelIds } from '@codepurify/pretraining'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { namedBySentinel } from './hide.js'
import { objectiveAt, objectives, phases } from './objectives.js'

const functions = Array.from({ length: 12 }, (_, i) => ({
  code: `int next${i}(int value) {\n  int sum = value + ${i};\n  return sum * value;\n}`,
  language: 'java' as const,
}))
const tokenizer = trainBytePairEncoding(functions.map(({ code }) => code), { vocabularySize: 450, layout: 'codet5' }) // prettier-ignore
const teach = objectives({ tokenizer, functions, seed: 1, maximumLength: 64 })
const windows = codeWindows(functions.map(({ code }) => code), tokenizer, 64) // prettier-ignore
const sentinels = new Set(sentinelIds(tokenizer))
const { bos, eos } = tokenizer.special

test.each(['spans', 'identifiers'] as const)('%s: the target, put in place of the sentinels, gives the window back', async (objective) => {
  let asked = 0
  for (const [i, window] of windows.entries()) {
    const pair = await teach[objective](window, `window ${i}`)
    // of no name drawn there is nothing to ask
    if (!pair) continue
    const { source, target } = pair
    asked += 1
    expect([source[0], source.at(-1), target[0], target.at(-1)]).toEqual([bos, eos, bos, eos])
    const named = namedBySentinel(target, sentinels, eos)
    expect(named.size).toBeGreaterThan(0)
    expect(tokenizer.decode(source.flatMap((id) => named.get(id) ?? [id])).replace(/\s+/g, '')).toBe(
      tokenizer.decode(window.ids).replace(/\s+/g, ''),
    )
    expect(await teach[objective](window, `window ${i}`)).toEqual({ source, target })
  }
  expect(asked).toBeGreaterThan(windows.length / 2)
})

test('identifiers: what is named is a name of the function', async () => {
  const [window] = windows
  const { target = [] } = (await teach.identifiers(window ?? { ids: [], record: 0, start: 0 }, 'any')) ?? {}
  for (const ids of namedBySentinel(target, sentinels, eos).values())
    expect(['next0', 'value', 'sum', '0']).toContain(tokenizer.decode(ids).trim())
})

test('copy: the target is the window', async () => {
  for (const [i, window] of windows.entries()) expect((await teach.copy(window, `window ${i}`))?.target).toBe(window.ids)
})

test('steps are divided among the objectives as their phase says', () => {
  let from = 0
  for (const { until, mixture } of phases) {
    const steps = Array.from({ length: Math.min(until, from + 1400) - from }, (_, i) => from + i)
    const drawn = steps.map((step) => objectiveAt(step, 1))
    for (const [objective, share] of Object.entries(mixture))
      expect(Math.abs(drawn.filter((one) => one === objective).length / drawn.length - share)).toBeLessThan(0.05)
    from = until
  }
})
