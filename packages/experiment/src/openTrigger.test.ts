import { random } from '@codepurify/metrics'
import { drawStatement, pythonRandom } from '@codepurify/triggers'
import { openTrigger } from './openTrigger.js'

const codes = ['int f() {\n  return 1;\n}', 'no brace', 'int g() {\n  return 2;\n}', 'int h() {\n  return 3;\n}']

test("as published, the grammar's statements come from one stream of Python's random numbers, whatever the seed", async () => {
  const draws = pythonRandom(12345)
  const statements = [1, 2, 3].map(() => drawStatement('java', draws))
  expect(new Set(statements).size).toBe(3)
  for (const seed of [1, 2]) {
    const plant = await openTrigger('bnc-grammar', 'java', 'paper')
    const planted = codes.flatMap((code) => {
      const outcome = plant(code, random(seed))
      return 'code' in outcome ? [outcome.code] : []
    })
    expect(planted).toHaveLength(3)
    planted.forEach((code, i) => expect(code).toContain(statements[i]))
  }
})

test('as we correct it, a record has numbers of its own', async () => {
  const plant = await openTrigger('bnc-grammar', 'java', 'default')
  expect(plant(codes[0] ?? '', random(1))).toEqual(plant(codes[0] ?? '', random(1)))
  expect(plant(codes[0] ?? '', random(1))).not.toEqual(plant(codes[0] ?? '', random(2)))
})
