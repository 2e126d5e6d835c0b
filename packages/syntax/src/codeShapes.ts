import { java } from './java.js'
import { subtrees } from './subtrees.js'
import type { Syntax } from './syntax.js'
import { variableFlow, type FlowEdge } from './variableFlow.js'

/** The keywords of Java that CodeBLEU weighs: the reserved words without the literals (CodeXGLUE, `keywords/java.txt`). */
export const javaKeywords: ReadonlySet<string> = new Set(
  [...java.reserved].filter((word) => !['true', 'false', 'null', '_'].includes(word)),
)

/** What CodeBLEU compares of a piece of code besides its words: equal strings are equal parts. */
export interface CodeShape {
  /** The whole tree, and every subtree in it that has children. */
  readonly subtrees: readonly string[]
  /** Every edge of the data flow, the names replaced by their number in order of appearance. */
  readonly flow: readonly string[]
}

/**
 * Makes the function that gives the shapes of Java code. Shapes of one such function can be compared with each other, since it numbers the subtrees that it has seen.
 * Source: Ren et al., 2020, §3.2 and §3.3; CodeXGLUE, CodeBLEU's `syntax_match.py` and `dataflow_match.py`, which use a grammar of 2020 or 2021.
 */
export function codeShapes(): (syntax: Syntax) => CodeShape {
  const known = new Map<string, number>()
  return ({ bareTree }) => ({ subtrees: subtrees(bareTree, known), flow: normalized(variableFlow(bareTree)) })
}

function normalized(edges: readonly FlowEdge[]): string[] {
  const numbers = new Map<string, number>()
  const numberOf = (name: string): number => {
    const number = numbers.get(name) ?? numbers.size
    numbers.set(name, number)
    return number
  }
  return edges.map(({ name, relation, fromNames }) => {
    const from = fromNames.map(numberOf)
    return `${numberOf(name)} ${relation} ${from.join(',')}`
  })
}
