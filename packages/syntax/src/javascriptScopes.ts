import type { Declared, Role, ScopeRules, Use } from './scopeRules.js'
import { calleeUse, spanOf, valueSpace, variableUse } from './scopeRules.js'
import type { Span } from './span.js'
import type { SyntaxTree } from './tree.js'

const none: readonly Declared[] = []
const functionTypes = new Set([
  'function_declaration',
  'function_expression',
  'generator_function',
  'generator_function_declaration',
  'arrow_function',
  'method_definition',
])

/** Parts of a pattern that bind no names. */
const unbinding = new Set(['member_expression', 'subscript_expression', 'computed_property_name'])

/** The identifiers that a pattern such as `{ a, b: [c = 1] }` binds. */
function patternNames(tree: SyntaxTree, pattern: number): number[] {
  const names: number[] = []
  if (pattern < 0) return names
  for (let node = pattern; node < tree.after(pattern);) {
    const type = tree.type(node)
    const isDefault = tree.field(node) === 'right' && node !== pattern && /assignment_pattern$/.test(tree.type(tree.parent(node)))
    const binds = !isDefault && (type === 'identifier' || type === 'shorthand_property_identifier_pattern')
    if (binds) names.push(node)
    node = isDefault || unbinding.has(type) ? tree.after(node) : node + 1
  }
  return names
}

const bind = (tree: SyntaxTree, pattern: number, role: Role, visible: Declared['visible']): readonly Declared[] =>
  patternNames(tree, pattern).map((name) => ({ name, role, space: valueSpace, visible }))

/** Where a function's parameters and its `var` variables can be seen; a `var` outside of functions, in all of the text. */
function functionRegion(tree: SyntaxTree, inside: number): Span {
  let around = tree.parent(inside)
  while (around > 0 && !functionTypes.has(tree.type(around))) around = tree.parent(around)
  const whole = Math.max(around, 0)
  const parameters = tree.child(whole, 'parameters')
  return [tree.start(parameters < 0 ? whole : parameters), tree.end(whole)]
}

const declaration = (tree: SyntaxTree, node: number): readonly Declared[] => bind(tree, tree.child(node, 'name'), 'function', 'scope')
const expression = (tree: SyntaxTree, node: number): readonly Declared[] =>
  bind(tree, tree.child(node, 'name'), 'function', [spanOf(tree, node)])

/** Scope of names in JavaScript (ECMA-262 §9.1): `var` and functions are hoisted, `let`, `const` and `class` are seen in all of their block. */
export const javascriptScopes: ScopeRules = {
  scopes: new Set([
    ...functionTypes,
    'statement_block',
    'class_body',
    'class_static_block',
    'for_statement',
    'for_in_statement',
    'catch_clause',
    'switch_body',
  ]),
  identifiers: new Set(['identifier', 'shorthand_property_identifier', 'shorthand_property_identifier_pattern']),
  declarations: {
    function_declaration: declaration,
    generator_function_declaration: declaration,
    class_declaration: (tree, node) => bind(tree, tree.child(node, 'name'), 'variable', 'scope'),
    function_expression: expression,
    generator_function: expression,
    formal_parameters: (tree, node) => tree.children(node).flatMap((child) => bind(tree, child, 'parameter', [functionRegion(tree, node)])),
    arrow_function: (tree, node) => bind(tree, tree.child(node, 'parameter'), 'parameter', [spanOf(tree, node)]),
    variable_declarator: (tree, node) => {
      const hoisted = tree.type(tree.parent(node)) === 'variable_declaration'
      return bind(tree, tree.child(node, 'name'), 'variable', hoisted ? [functionRegion(tree, node)] : 'scope')
    },
    for_in_statement: (tree, node) => {
      const kind = tree.childOfType(node, 'var', 'let', 'const')
      if (kind < 0) return none
      return bind(tree, tree.child(node, 'left'), 'variable', [tree.type(kind) === 'var' ? functionRegion(tree, node) : spanOf(tree, node)])
    },
    catch_clause: (tree, node) => bind(tree, tree.child(node, 'parameter'), 'variable', [spanOf(tree, node)]),
    import_clause: (tree, node) =>
      tree
        .children(node)
        .filter((child) => tree.type(child) === 'identifier')
        .flatMap((child) => bind(tree, child, 'variable', 'scope')),
    namespace_import: (tree, node) => bind(tree, tree.childOfType(node, 'identifier'), 'variable', 'scope'),
    import_specifier: (tree, node) => {
      const alias = tree.child(node, 'alias')
      return bind(tree, alias < 0 ? tree.child(node, 'name') : alias, 'variable', 'scope')
    },
  },
  use,
}

const nameless = new Set(['import_specifier', 'namespace_export', 'jsx_attribute', 'jsx_namespace_name', 'meta_property'])

function use(tree: SyntaxTree, node: number): Use | undefined {
  const parent = tree.parent(node)
  const type = tree.type(parent)
  const field = tree.field(node)
  if (nameless.has(type)) return undefined
  if (type === 'export_specifier' && field === 'alias') return undefined
  // what nothing declares and stands before a dot is a namespace or a global object: Math, console, goog
  if (type === 'member_expression' && field === 'object') return calleeUse
  if ((type === 'call_expression' && field === 'function') || (type === 'new_expression' && field === 'constructor')) return calleeUse
  return variableUse
}
