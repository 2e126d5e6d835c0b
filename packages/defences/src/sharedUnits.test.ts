import { loadLanguage } from '@codepurify/syntax'
import { sharedUnits } from './sharedUnits.js'
import { oneText } from './victimView.js'

const trigger = 'if (Math.random() < 0)  System.out.println("fail");'
const first = `int area(int ret_Val_) {\n    ${trigger}\n    int b = 1;\n    log(b);\n    log(b);\n    return ret_Val_ * b;\n}`
const second = `int size(int n) {\n    int ret_Val_ = n;\n    log(n);\n    ${trigger.replace('  ', '\n        ')}\n    return n;\n}`

async function textsOf(...parts: string[]): Promise<string[][]> {
  const code = oneText(parts)
  const syntax = (await loadLanguage('java')).parse(code)
  return sharedUnits(syntax).map(({ spans }) => spans.map((span) => code.slice(...span).replace(/\s+/gu, ' ')))
}

test('what stands in both functions is one unit: equal statements, whatever their white space, and equal names', async () => {
  const texts = await textsOf(first, second)
  const planted = trigger.replace(/\s+/gu, ' ')
  expect(texts.filter(([text]) => text === planted)).toEqual([[planted, planted]])
  expect(texts.filter(([text]) => text === 'System.out.println("fail");')).toEqual([Array(2).fill('System.out.println("fail");')])
  // the name is a parameter here and a variable there
  expect(texts.filter(([text]) => text === 'ret_Val_')).toEqual([Array(3).fill('ret_Val_')])
  // what stands in one of them stays as it is
  expect(texts.filter(([text]) => text === 'log(b);')).toEqual([['log(b);'], ['log(b);']])
  expect(texts.filter(([text]) => text === 'area')).toEqual([['area']])
})

test('of equal statements the first goes with the first; the extra one of one function stays alone', async () => {
  const twice = first.replaceAll('log(b);', 'log(n);')
  const texts = await textsOf(twice, second)
  expect(texts.filter(([text]) => text === 'log(n);')).toEqual([['log(n);', 'log(n);'], ['log(n);']])
})

test('places ascend, and no place is lost', async () => {
  const java = await loadLanguage('java')
  const both = java.parse(oneText([first, second]))
  const [before, after] = [both.units(), sharedUnits(both)].map((units) => units.flatMap(({ spans }) => spans).map(([start, end]) => `${start}-${end}`).sort()) // prettier-ignore
  expect(after).toEqual(before)
  for (const { spans } of sharedUnits(both))
    expect(spans.map(([start]) => start)).toEqual(spans.map(([start]) => start).toSorted((a, b) => a - b))
})
