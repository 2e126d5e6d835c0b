import type { Declared, ScopeRules, Use } from './scopeRules.js'
import { calleeUse, valueSpace, variableUse } from './scopeRules.js'
import type { Span } from './span.js'
import type { SyntaxTree } from './tree.js'

const none: readonly Declared[] = []

/** The identifier inside a declarator such as `*(*name)[3]`, or −1. */
export function declaredName(tree: SyntaxTree, declarator: number): number {
  let node = declarator
  while (node >= 0 && tree.type(node) !== 'identifier') node = inner(tree, node)
  return node
}

function inner(tree: SyntaxTree, declarator: number): number {
  const next = tree.child(declarator, 'declarator')
  if (next >= 0 || !/^(parenthesized|attributed)_declarator$/.test(tree.type(declarator))) return next
  return tree.children(declarator).find((child) => /declarator$|^identifier$/.test(tree.type(child))) ?? -1
}

/** The function definition whose own parameter list this is, or −1 for the list of a prototype or function pointer. */
function definitionOf(tree: SyntaxTree, list: number): number {
  let node = tree.parent(list)
  if (tree.type(node) !== 'function_declarator') return -1
  let name = tree.child(node, 'declarator')
  while (name >= 0 && tree.type(name) === 'parenthesized_declarator') name = inner(tree, name)
  if (name < 0 || tree.type(name) !== 'identifier') return -1
  while (/declarator$/.test(tree.type(node))) node = tree.parent(node)
  return tree.type(node) === 'function_definition' ? node : -1
}

function parameter(tree: SyntaxTree, name: number, list: number): readonly Declared[] {
  if (name < 0) return none
  const definition = definitionOf(tree, list)
  const visible: readonly Span[] | 'onward' = definition < 0 ? 'onward' : [[tree.end(name), tree.end(definition)]]
  return [{ name, role: 'parameter', space: valueSpace, visible }]
}

function declared(tree: SyntaxTree, node: number): readonly Declared[] {
  // Between a function's header and its body, old C repeats the parameters to give their types.
  if (tree.type(tree.parent(node)) === 'function_definition') return none
  return tree
    .children(node)
    .filter((child) => tree.field(child) === 'declarator')
    .flatMap((declarator) => {
      const plain = tree.type(declarator) === 'init_declarator' ? tree.child(declarator, 'declarator') : declarator
      const name = declaredName(tree, plain)
      if (name < 0) return none
      const role = tree.type(tree.parent(name)) === 'function_declarator' ? 'function' : 'variable'
      return [{ name, role, space: valueSpace, visible: 'onward' }] as const
    })
}

/** Scope of names in C (ISO C11 §6.2.1). */
export const cScopes: ScopeRules = {
  scopes: new Set(['function_definition', 'compound_statement', 'for_statement', 'parameter_list']),
  identifiers: new Set(['identifier']),
  declarations: {
    function_definition: (tree, node) => {
      const name = declaredName(tree, tree.child(node, 'declarator'))
      return name < 0 ? none : [{ name, role: 'function', space: valueSpace, visible: 'onward' }]
    },
    parameter_declaration: (tree, node) => parameter(tree, declaredName(tree, tree.child(node, 'declarator')), tree.parent(node)),
    parameter_list: (tree, node) =>
      tree
        .children(node)
        .filter((child) => tree.type(child) === 'identifier')
        .flatMap((name) => parameter(tree, name, node)),
    declaration: declared,
    enumerator: (tree, node) => {
      const name = tree.child(node, 'name')
      return name < 0 ? none : [{ name, role: 'variable', space: valueSpace, visible: 'onward' }]
    },
  },
  use,
}

/** Parents under which an identifier names no variable: macros, attributes, assembler symbols. */
const nameless = new Set([
  'attribute',
  'attribute_specifier',
  'macro_type_specifier',
  'ms_declspec_modifier',
  'preproc_call',
  'preproc_def',
  'preproc_defined',
  'preproc_elifdef',
  'preproc_function_def',
  'preproc_ifdef',
  'preproc_params',
])

function use(tree: SyntaxTree, node: number): Use | undefined {
  const parent = tree.parent(node)
  const type = tree.type(parent)
  const field = tree.field(node)
  if (nameless.has(type)) return undefined
  if (type === 'argument_list' && nameless.has(tree.type(tree.parent(parent)))) return undefined
  if (field === 'symbol' || field === 'register') return undefined
  if (type === 'call_expression' && field === 'function') return calleeUse
  if (type === 'function_declarator') return calleeUse
  return variableUse
}
