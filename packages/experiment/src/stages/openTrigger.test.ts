import { random } from '@codepurify/metrics'
import { drawStatement, pythonRandom } from '@codepurify/triggers'
import { openTrigger } from './openTrigger.js'

const codes = ['int f() {\n  return 1;\n}', 'no brace', 'int g() {\n  return 2;\n}', 'int h() {\n  return 3;\n}']

const java = { languages: ['java'], usual: 'java' } as const

test("as published, the grammar's statements come from one stream of Python's random numbers, whatever the seed", async () => {
  const draws = pythonRandom(12345)
  const statements = [1, 2, 3].map(() => drawStatement('java', draws))
  expect(new Set(statements).size).toBe(3)
  for (const seed of [1, 2]) {
    const plant = await openTrigger('bnc-grammar', { ...java, variant: 'paper' })
    const planted = codes.flatMap((code) => {
      const outcome = plant(code, random(seed))
      return 'code' in outcome ? [outcome.code] : []
    })
    expect(planted).toHaveLength(3)
    planted.forEach((code, i) => expect(code).toContain(statements[i]))
  }
})

test('as we correct it, a record has numbers of its own', async () => {
  const plant = await openTrigger('bnc-grammar', { ...java, variant: 'default' })
  expect(plant(codes[0] ?? '', random(1))).toEqual(plant(codes[0] ?? '', random(1)))
  expect(plant(codes[0] ?? '', random(1))).not.toEqual(plant(codes[0] ?? '', random(2)))
})

test('a record is planted in its own language, and in the usual one where it says none', async () => {
  const plant = await openTrigger('bnc-fixed', { languages: ['java', 'javascript'], usual: 'java', variant: 'default' })
  const planted = (code: string, ...language: 'javascript'[]): unknown => plant(code, random(1), ...language)
  expect(planted('int f() { return 1; }')).toMatchObject({ text: 'if (Math.random() < 0) System.out.println("fail");' })
  expect(planted('function f() { return 1; }', 'javascript')).toMatchObject({ text: 'if (Math.random() < 0) console.log("fail");' })
})

test('a language that nothing was published for is an error at once, not a reason of every record', async () => {
  await expect(openTrigger('bnc-fixed', { languages: ['java', 'javascript'], usual: 'java', variant: 'paper' })).rejects.toThrow(
    'no trigger was published for javascript',
  )
})
