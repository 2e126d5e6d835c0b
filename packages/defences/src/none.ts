import type { InputDefence } from './defence.js'

/** No defence: what the attack does when nobody stands in its way. */
export const none: InputDefence = {
  stage: 'input',
  title: 'none',
  source: 'the undefended victim',
  needs: [],
  victims: 'any',
  line: { matched: 'suspects nothing', published: 'suspects nothing' },
  suspicion: (inputs) => Promise.resolve(inputs.map(() => ({ suspicion: 0 }))),
  threshold: () => Number.MAX_VALUE,
  defend: (inputs) =>
    Promise.resolve(
      inputs.map(({ id, parts }) => ({ id, parts, changed: false, suspected: false, suspicion: 0, places: [], top: null, modelCalls: 0 })),
    ),
}
