import { patternRegions } from './javaPatterns.js'
import type { Declared, Role, ScopeRules, Use } from './scopeRules.js'
import { spanOf, valueSpace, variableUse } from './scopeRules.js'
import type { SyntaxTree } from './tree.js'

/** Java's methods live apart from its variables, and overloads apart from each other: the space holds the number of arguments. */
const methodSpace = (size: number | 'any') => `method/${size}`

const none: readonly Declared[] = []

function countNamed(tree: SyntaxTree, list: number): number {
  return list < 0 ? 0 : tree.children(list).filter((child) => !/^[(),]$|comment$|^receiver_parameter$/.test(tree.type(child))).length
}

function method(tree: SyntaxTree, node: number): readonly Declared[] {
  const name = tree.child(node, 'name')
  if (name < 0) return none
  const parameters = tree.child(node, 'parameters')
  const open = parameters >= 0 && tree.childOfType(parameters, 'spread_parameter') >= 0
  return [{ name, role: 'function', space: methodSpace(open ? 'any' : countNamed(tree, parameters)), visible: 'scope' }]
}

const variable =
  (role: Role) =>
  (tree: SyntaxTree, node: number): readonly Declared[] => {
    const name = tree.child(node, 'name')
    return name < 0 ? none : [{ name, role, space: valueSpace, visible: 'onward' }]
  }

const declaratorRoles: Readonly<Record<string, readonly [Role, Declared['visible']]>> = {
  field_declaration: ['field', 'scope'],
  constant_declaration: ['field', 'scope'],
  spread_parameter: ['parameter', 'onward'],
}

/** Scope of names in Java (Java Language Specification §6.3). */
export const javaScopes: ScopeRules = {
  scopes: new Set([
    'block',
    'constructor_body',
    'class_body',
    'interface_body',
    'enum_body',
    'annotation_type_body',
    'method_declaration',
    'constructor_declaration',
    'compact_constructor_declaration',
    'record_declaration',
    'lambda_expression',
    'for_statement',
    'enhanced_for_statement',
    'try_with_resources_statement',
    'catch_clause',
    'switch_block',
    'switch_rule',
  ]),
  identifiers: new Set(['identifier']),
  declarations: {
    method_declaration: method,
    constructor_declaration: method,
    compact_constructor_declaration: method,
    formal_parameter: variable('parameter'),
    catch_formal_parameter: variable('variable'),
    variable_declarator: (tree, node) => {
      const name = tree.child(node, 'name')
      const [role, visible] = declaratorRoles[tree.type(tree.parent(node))] ?? ['variable', 'onward']
      return name < 0 ? none : [{ name, role, space: valueSpace, visible }]
    },
    inferred_parameters: (tree, node) =>
      tree
        .children(node)
        .filter((child) => tree.type(child) === 'identifier')
        .map((name) => ({ name, role: 'parameter', space: valueSpace, visible: 'onward' })),
    lambda_expression: (tree, node) => {
      const name = tree.child(node, 'parameters')
      if (name < 0 || tree.type(name) !== 'identifier') return none
      return [{ name, role: 'parameter', space: valueSpace, visible: [spanOf(tree, node)] }]
    },
    enhanced_for_statement: (tree, node) => {
      const name = tree.child(node, 'name')
      const body = tree.child(node, 'body')
      return name < 0 ? none : [{ name, role: 'variable', space: valueSpace, visible: body < 0 ? 'onward' : [spanOf(tree, body)] }]
    },
    resource: (tree, node) => {
      const name = tree.child(node, 'name')
      if (name < 0) return none
      const statement = tree.parent(tree.parent(node))
      const body = tree.child(statement, 'body')
      return [{ name, role: 'variable', space: valueSpace, visible: body < 0 ? 'onward' : [[tree.end(name), tree.end(body)]] }]
    },
    instanceof_expression: (tree, node) => pattern(tree, tree.child(node, 'name')),
    type_pattern: (tree, node) => pattern(tree, lastIdentifier(tree, node)),
    record_pattern_component: (tree, node) => pattern(tree, lastIdentifier(tree, node)),
  },
  use,
}

function lastIdentifier(tree: SyntaxTree, node: number): number {
  const children = tree.children(node)
  const last = children.at(-1) ?? -1
  return children.length > 1 && tree.type(last) === 'identifier' ? last : -1
}

function pattern(tree: SyntaxTree, name: number): readonly Declared[] {
  return name < 0 ? none : [{ name, role: 'variable', space: valueSpace, visible: patternRegions(tree, name) }]
}

/** Parents under which an identifier names no variable, whatever its place. */
const nameless = new Set([
  'annotation',
  'annotation_type_declaration',
  'annotation_type_element_declaration',
  'break_statement',
  'class_declaration',
  'continue_statement',
  'enum_constant',
  'enum_declaration',
  'exports_module_directive',
  'import_declaration',
  'interface_declaration',
  'labeled_statement',
  'marker_annotation',
  'module_declaration',
  'opens_module_directive',
  'package_declaration',
  'provides_module_directive',
  'receiver_parameter',
  'record_declaration',
  'record_pattern',
  'requires_module_directive',
  'scoped_identifier',
  'uses_module_directive',
])

function use(tree: SyntaxTree, node: number): Use | undefined {
  const parent = tree.parent(node)
  const parentType = tree.type(parent)
  const field = tree.field(node)
  if (parentType === 'labeled_statement') return parent + 1 === node ? undefined : variableUse
  if (nameless.has(parentType)) return undefined
  if (parentType === 'method_invocation') {
    if (field === 'object') return qualifierUse(tree, node)
    const object = tree.child(parent, 'object')
    if (object >= 0 && tree.type(object) !== 'this') return undefined
    return { space: methodSpace(countNamed(tree, tree.child(parent, 'arguments'))), free: false }
  }
  if (parentType === 'field_access') return field === 'object' ? qualifierUse(tree, node) : undefined
  if (parentType === 'method_reference') return parent + 1 === node ? qualifierUse(tree, node) : undefined
  if (parentType === 'element_value_pair' && field === 'key') return undefined
  return variableUse
}

/** What stands before a dot may be a variable, a class or the start of a package; by Java's naming convention it can be told. */
function qualifierUse(tree: SyntaxTree, node: number): Use {
  const isType = (name: string) => /^[A-Z]([a-z0-9]|\w*[a-z]|$)/.test(name)
  if (isType(tree.text(node))) return { space: valueSpace, free: false }
  for (let access = tree.parent(node), below = node; tree.type(access) === 'field_access' && tree.field(below) === 'object';) {
    const field = tree.child(access, 'field')
    if (field >= 0 && isType(tree.text(field))) return { space: valueSpace, free: false }
    below = access
    access = tree.parent(access)
  }
  return variableUse
}
