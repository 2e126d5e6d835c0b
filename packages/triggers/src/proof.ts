import type { Language, SyntaxTree } from '@codepurify/syntax'
import type { Interval, Truth } from './interval.js'
import { anything, arithmetic, compare, negate, negation, point, rising, wave } from './interval.js'
import { triggerLanguage, type TriggerLanguage } from './trigger.js'

type Values = (argument: Interval) => Interval

const mathematics: Readonly<Record<string, Values>> = {
  sin: (x) => wave(Math.sin, x),
  cos: (x) => wave(Math.cos, x),
  exp: (x) => rising(Math.exp, x, 0),
  sqrt: (x) => (x.low < 0 ? anything : rising(Math.sqrt, x, 0)),
}
const methodsOfMath: Readonly<Record<string, Values>> = {
  ...Object.fromEntries(Object.entries(mathematics).map(([name, values]) => [`Math.${name}`, values])),
  'Math.random': () => ({ low: 0, high: 1 - 2 ** -53, integer: false }),
}

/** What a language's conditions mean. */
interface Meaning {
  /** A function's head, to read a statement in. */
  readonly head: string
  /** The values of the functions that triggers call. */
  readonly functions: Readonly<Record<string, Values>>
  /** What asserts that its first argument holds, and does nothing else. */
  readonly asserts: RegExp
  /** Whether a literal without a point has an integer type; JavaScript's numbers are doubles. */
  readonly integers: boolean
}

const meanings: Readonly<Record<TriggerLanguage, Meaning>> = {
  java: { head: 'void f()', functions: methodsOfMath, asserts: /^assertTrue$/, integers: true },
  // C's `rand` reaches RAND_MAX, of which ISO C11 §7.22 says only that it is at least 32767
  c: {
    head: 'void f()',
    functions: { ...mathematics, rand: () => ({ low: 0, high: Infinity, integer: true }) },
    asserts: /^assert(True)?$/,
    integers: true,
  },
  javascript: { head: 'function f()', functions: methodsOfMath, asserts: /^console\.assert$/, integers: false },
}

/** Deeper conditions are not looked into. */
const maximumDepth = 100

/**
 * Proves by interval arithmetic that a statement does nothing: the condition of its `if` or `while` never holds, or the one that it asserts always does.
 * False where there is no proof, which does not mean that the statement does something.
 */
export function provedDead(statement: string, language: Language): boolean {
  const meaning = meanings[triggerLanguage(language)]
  const syntax = language.parse(`${meaning.head} { ${statement} }`)
  const { tree } = syntax
  const planted = syntax.units().filter(({ kind, depth }) => kind === 'statement' && depth === 0)
  if (!syntax.parses || planted.length !== 1) return false
  const [[start, end] = [0, 0]] = planted[0]?.spans ?? []
  for (let node = 1; node < tree.size; node++) {
    // the statement itself, or the call that it is; what stands inside of it may run whatever it says
    if (tree.start(node) !== start) continue
    const type = tree.type(node)
    const isCall = calls.test(type) && meaning.asserts.test(callee(tree, node))
    if (type === 'assert_statement' || isCall) {
      const asserted = isCall ? tree.child(node, 'arguments') : node
      const alone = /^[;\s]*$/u.test(tree.code.slice(tree.end(node), end))
      return alone && truth(tree, firstNamed(tree, asserted), language.name) === 'always' && isHarmless(tree, asserted, meaning)
    }
    if (type !== 'if_statement' && type !== 'while_statement') continue
    const condition = tree.child(node, 'condition')
    const alone = tree.end(node) === end && tree.child(node, 'alternative') < 0
    return alone && truth(tree, condition, language.name) === 'never' && isHarmless(tree, condition, meaning)
  }
  return false
}

const calls = /^(method_invocation|call_expression)$/u
const effects =
  /^(assignment_expression|augmented_assignment_expression|update_expression|object_creation_expression|new_expression|await_expression|yield_expression)$/u

/** Whether evaluating it changes nothing and throws nothing: it assigns, deletes and divides nothing, and calls nothing but functions whose values are known. */
function isHarmless(tree: SyntaxTree, node: number, { functions }: Meaning): boolean {
  for (let inner = node; inner < tree.after(node); inner++) {
    const type = tree.type(inner)
    if (effects.test(type) || tree.text(inner) === 'delete' || (type === 'binary_expression' && /^[/%]$/u.test(operatorOf(tree, inner))))
      return false
    if (calls.test(type) && !Object.hasOwn(functions, callee(tree, inner))) return false
  }
  return true
}

/** Whether a condition of a language always holds, never holds, or may do both. */
export function truth(tree: SyntaxTree, node: number, language: Language['name'], depth = 0): Truth {
  if (node < 0 || depth > maximumDepth) return 'unknown'
  const type = tree.type(node)
  if (type === 'parenthesized_expression') return truth(tree, firstNamed(tree, node), language, depth + 1)
  if (type === 'true') return 'always'
  if (type === 'false') return 'never'
  if (type === 'unary_expression' && tree.type(node + 1) === '!') return negation(truth(tree, firstNamed(tree, node), language, depth + 1))
  if (type !== 'binary_expression') return 'unknown'
  const [left = -1, right = -1] = operands(tree, node)
  const operator = operatorOf(tree, node)
  if (operator === '&&' || operator === '||') {
    const decisive = operator === '&&' ? 'never' : 'always'
    const sides = [truth(tree, left, language, depth + 1), truth(tree, right, language, depth + 1)]
    if (sides.includes(decisive)) return decisive
    return sides.includes('unknown') ? 'unknown' : negation(decisive)
  }
  const meaning = meanings[triggerLanguage({ name: language })]
  // of numbers, JavaScript's strict comparisons say the same
  const plain = operator.replace(/^([=!]=)=$/, '$1')
  if (isComparison(plain)) return compare(plain, interval(tree, left, meaning, depth + 1), interval(tree, right, meaning, depth + 1))
  return 'unknown'
}

function interval(tree: SyntaxTree, node: number, meaning: Meaning, depth: number): Interval {
  const { functions, integers } = meaning
  if (node < 0 || depth > maximumDepth) return anything
  const type = tree.type(node)
  if (type === 'parenthesized_expression') return interval(tree, firstNamed(tree, node), meaning, depth + 1)
  if (type === 'unary_expression' && tree.type(node + 1) === '-') return negate(interval(tree, firstNamed(tree, node), meaning, depth + 1))
  if (calls.test(type)) {
    const name = callee(tree, node)
    const call = Object.hasOwn(functions, name) ? functions[name] : undefined
    return call ? call(interval(tree, firstNamed(tree, tree.child(node, 'arguments')), meaning, depth + 1)) : anything
  }
  if (type === 'binary_expression') {
    const operator = operatorOf(tree, node)
    const [left = -1, right = -1] = operands(tree, node)
    return isArithmetic(operator)
      ? arithmetic(operator, interval(tree, left, meaning, depth + 1), interval(tree, right, meaning, depth + 1))
      : anything
  }
  const text = tree.text(node)
  // Suffixes change the type, and a leading zero the base: left alone. The sign is part of the literal in the grammar of C.
  if (/^-?(0|[1-9]\d{0,8})$/.test(text)) return point(Number(text), integers)
  return /^-?\d+\.\d+$/.test(text) ? point(Number(text)) : anything
}

function callee(tree: SyntaxTree, call: number): string {
  return tree.code.slice(tree.start(call), tree.start(tree.child(call, 'arguments'))).replaceAll(/\s/g, '')
}

function isToken(tree: SyntaxTree, node: number): boolean {
  return /^\W+$|comment$/.test(tree.type(node))
}

function operands(tree: SyntaxTree, node: number): number[] {
  return tree.children(node).filter((child) => !isToken(tree, child))
}

function firstNamed(tree: SyntaxTree, node: number): number {
  return node < 0 ? -1 : (operands(tree, node)[tree.type(node) === 'assert_statement' ? 1 : 0] ?? -1)
}

function operatorOf(tree: SyntaxTree, node: number): string {
  const operator = tree.children(node).find((child) => /^\W+$/.test(tree.type(child)))
  return operator === undefined ? '' : tree.type(operator)
}

function isComparison(operator: string): operator is '<' | '<=' | '>' | '>=' | '==' | '!=' {
  return ['<', '<=', '>', '>=', '==', '!='].includes(operator)
}

function isArithmetic(operator: string): operator is '+' | '-' | '*' | '/' {
  return ['+', '-', '*', '/'].includes(operator)
}
