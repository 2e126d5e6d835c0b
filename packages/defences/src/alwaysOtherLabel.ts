import { type Answer, isGenerated } from '@codepurify/entropy'
import type { InputDefence } from './defence.js'
import { needed, read } from './context.js'

/**
 * The control: suspects everything, and turns every answer of the victim round. No trigger gets its answer, and neither does anybody else, so a metric that
 * ranks it first measures nothing.
 */
export const alwaysOtherLabel: InputDefence = {
  stage: 'input',
  title: 'always the other label (control)',
  source: 'a control, not a defence',
  needs: ['victim'],
  victims: 'any',
  line: { matched: 'suspects everything, whatever the rate', published: 'suspects everything' },
  suspicion: (inputs) => Promise.resolve(inputs.map(() => ({ suspicion: 1 }))),
  threshold: () => 0,
  async defend(inputs, _line, context) {
    const answers = await needed(context, 'victim', 'always-other-label').answer(inputs.map(({ parts }) => read(parts, context)))
    return inputs.map(({ id, parts }, index) => {
      const answer = answers[index]
      if (!answer) throw new Error(`the victim gave ${answers.length} answers to ${inputs.length} sources`)
      return { id, parts, changed: false, suspected: true, suspicion: 1, places: [], top: null, answer: turned(answer), modelCalls: 1 }
    })
  },
}

/** Of two labels the other one, as sure as the victim was of its own; a generated answer becomes the empty one. */
function turned(answer: Answer): Answer {
  if (isGenerated(answer)) return { text: '', ids: [] }
  return { label: answer.label === 0 ? 1 : 0, probability: answer.probability }
}
