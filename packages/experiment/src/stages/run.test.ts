import { paperThresholds } from '@codepurify/entropy'
import { attackNames } from './openTrigger.js'
import { paperVariants, type Run } from './run.js'

// the official code has one threshold a task and model, and for clone / codet5 one for each attack and rate
test.each(['repair/codebert', 'repair/codet5', 'defect/codebert', 'defect/codet5', 'clone/codebert', 'clone/codet5'])(
  '%s: every attack at both published rates has a threshold',
  (name) => {
    const [paperName, model] = name.split('/')
    for (const attack of attackNames)
      for (const rate of [0.05, 0.01]) {
        const variants = paperVariants({ task: { paperName }, options: { model, rate }, attack } as Run<never>)
        expect(variants.filter((variant) => Object.hasOwn(paperThresholds, variant))).toHaveLength(1)
      }
  },
)
