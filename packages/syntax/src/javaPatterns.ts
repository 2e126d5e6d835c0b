import type { Span } from './span.js'
import type { SyntaxTree } from './tree.js'

const jumps = new Set(['return_statement', 'throw_statement', 'break_statement', 'continue_statement', 'yield_statement'])

/**
 * Where a pattern variable can be seen: what the compiler knows to run only after the pattern has matched (Java Language Specification §6.3.1, §6.3.2).
 * `if (!(o instanceof String s)) return; s.length()` is why this is no simple block.
 */
export function patternRegions(tree: SyntaxTree, name: number): Span[] {
  const from = tree.end(name)
  const regions: Span[] = []
  const see = (node: number) => {
    if (node >= 0) regions.push([tree.start(node), tree.end(node)])
  }
  const seeRest = (statement: number) => regions.push([tree.end(statement), tree.end(tree.parent(statement))])
  let whenTrue = true
  let node = name
  for (let parent = tree.parent(node); parent >= 0; node = parent, parent = tree.parent(parent)) {
    const type = tree.type(parent)
    if (type === 'switch_rule' || type === 'switch_block_statement_group') {
      regions.push([from, tree.end(parent)])
      break
    }
    if (transparent.has(type)) continue
    if (type === 'instanceof_expression') {
      if (tree.field(node) !== 'left') continue
      break
    }
    const field = tree.field(node)
    if (type === 'unary_expression') {
      if (tree.type(parent + 1) !== '!') break
      whenTrue = !whenTrue
    } else if (type === 'binary_expression') {
      if (tree.childOfType(parent, whenTrue ? '&&' : '||') < 0) break
      if (field === 'left') see(tree.child(parent, 'right'))
    } else if (type === 'ternary_expression') {
      if (field === 'condition') see(tree.child(parent, whenTrue ? 'consequence' : 'alternative'))
      break
    } else if (type === 'if_statement') {
      see(tree.child(parent, whenTrue ? 'consequence' : 'alternative'))
      const other = tree.child(parent, whenTrue ? 'alternative' : 'consequence')
      if (other >= 0 && alwaysJumps(tree, other)) seeRest(parent)
      break
    } else if (type === 'while_statement' || type === 'for_statement' || type === 'do_statement') {
      if (!whenTrue) seeRest(parent)
      else if (type !== 'do_statement') {
        see(tree.child(parent, 'body'))
        see(tree.child(parent, 'update'))
      }
      break
    } else break
  }
  return regions.length > 0 ? regions : [[from, from]]
}

const transparent = new Set([
  'parenthesized_expression',
  'pattern',
  'type_pattern',
  'record_pattern',
  'record_pattern_body',
  'record_pattern_component',
  'switch_label',
  'guard',
])

/** Whether the statement surely ends in a jump: itself, or the last one of a block. */
function alwaysJumps(tree: SyntaxTree, statement: number): boolean {
  let node = statement
  while (tree.type(node) === 'block') {
    const last = tree.children(node).findLast((child) => !/^[{};]$|comment$/.test(tree.type(child)))
    if (last === undefined) return false
    node = last
  }
  return jumps.has(tree.type(node))
}
