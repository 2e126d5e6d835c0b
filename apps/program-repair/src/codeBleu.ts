import type { TaskMetric } from '@codepurify/experiment'
import { codeBleuFromSums, codeBleuStatistics, type ShapedCode } from '@codepurify/metrics'

/** CodeBLEU of Java, 0 to 1 (Ren et al., 2020): n-grams, weighted n-grams, syntax and data flow, a quarter each, on the lexical tokens that BLEU is on. */
export const codeBleu: TaskMetric = {
  key: 'codeBleu',
  title: 'CodeBLEU',
  scale: 'share',
  open: async () => (java ??= await openJava()),
  statistics(answer, reference) {
    if (java === undefined) throw new TypeError('CodeBLEU was asked before it was opened, expected `open` first')
    return codeBleuStatistics(java.shaped(answer), java.shaped(reference), java.keywords)
  },
  value: (sums, from) => codeBleuFromSums(Array.from(sums).slice(from)).codeBleu,
}

let java: Awaited<ReturnType<typeof openJava>> | undefined

async function openJava() {
  const { codeShapes, javaKeywords, loadLanguage } = await import('@codepurify/syntax')
  const [language, shape] = [await loadLanguage('java'), codeShapes()]
  const shaped = (code: string): ShapedCode => {
    const syntax = language.parse(code)
    try {
      return { code, ...shape(syntax) }
    } finally {
      syntax.free()
    }
  }
  return { shaped, keywords: javaKeywords }
}
