import type { Example } from '../task.js'

/** The examples with one of each answer in turn, each answer's in the order given; where an answer runs out, the others go on: a slice holds as many of each as there are. */
export function labelsInTurn(examples: readonly Example[]): Example[] {
  const seen = new Map<string, number>()
  const turns = examples.map((example) => {
    const turn = seen.get(example.answer) ?? 0
    seen.set(example.answer, turn + 1)
    return { example, turn }
  })
  return turns.sort((a, b) => a.turn - b.turn).map(({ example }) => example)
}
