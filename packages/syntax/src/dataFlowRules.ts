import type { Definition, FlowRules } from './dataFlow.js'
import { variableLeaves } from './dataFlow.js'
import { declaredName } from './cScopes.js'
import type { SyntaxTree } from './tree.js'

const fromStart = (_tree: SyntaxTree, node: number) => node

const update = (tree: SyntaxTree, node: number): Definition => ({ names: variableLeaves(tree, node), counts: true, inside: [] })

/** The paper's data flow in Java. */
export const javaFlow: FlowRules = {
  definitions: {
    variable_declarator: (tree, node) => {
      const value = tree.child(node, 'value')
      const names = variableLeaves(tree, tree.child(node, 'name'))
      return { names, counts: value < 0 || variableLeaves(tree, value).length > 0, inside: value < 0 ? [] : [value] }
    },
    assignment_expression: (tree, node) => {
      const right = tree.child(node, 'right')
      return {
        names: variableLeaves(tree, tree.child(node, 'left')),
        counts: variableLeaves(tree, right).length > 0,
        inside: right < 0 ? [] : [right],
      }
    },
    update_expression: update,
  },
  opaque: new Set(),
  loops: {
    while_statement: fromStart,
    enhanced_for_statement: fromStart,
    for_statement: (tree, node) => {
      const declaration = tree.childOfType(node, 'local_variable_declaration')
      return declaration < 0 ? tree.size : tree.after(declaration)
    },
  },
  definesItself: (tree, leaf) => {
    if (tree.type(leaf) !== 'identifier') return false
    const parent = tree.parent(leaf)
    return tree.type(parent) === 'formal_parameter' || (tree.type(parent) === 'enhanced_for_statement' && tree.field(leaf) === 'name')
  },
  hidden: () => false,
}

/** The paper's data flow in C: what is assigned is not looked at, and of declared variables only pointers, arrays and those without a value. */
export const cFlow: FlowRules = {
  definitions: {
    pointer_declarator: declarator,
    array_declarator: declarator,
    update_expression: update,
    parameter_declaration: (tree, node) => {
      const name = declaredName(tree, tree.child(node, 'declarator'))
      return { names: name < 0 ? [] : [name], counts: true, inside: [] }
    },
  },
  opaque: new Set(['assignment_expression']),
  loops: { while_statement: fromStart },
  definesItself: (tree, leaf) => tree.type(leaf) === 'identifier' && tree.type(tree.parent(leaf)) === 'declaration',
  hidden: (tree, leaf) => tree.type(tree.parent(leaf)) === 'function_declarator',
}

function declarator(tree: SyntaxTree, node: number): Definition | undefined {
  let outer = node
  while (tree.type(outer) === 'pointer_declarator') outer = tree.parent(outer)
  if (tree.type(outer) === 'function_definition') return undefined
  return { names: variableLeaves(tree, tree.child(node, 'declarator')), counts: true, inside: [] }
}
