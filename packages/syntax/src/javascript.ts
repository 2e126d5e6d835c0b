import type { FunctionRule, Grammar } from './grammar.js'
import { javascriptScopes } from './javascriptScopes.js'

const named: FunctionRule = (tree, node) => ({ name: tree.child(node, 'name'), body: tree.child(node, 'body'), whole: node })

/** A function that gets its name from what it is assigned to: `a.b.f = function () {}`, `const f = () => {}`, `{ f: function () {} }`. */
const assigned: FunctionRule = (tree, node) => {
  const body = tree.child(node, 'body')
  const holder = tree.parent(node)
  const type = tree.type(holder)
  if (type === 'variable_declarator') {
    const declaration = tree.parent(holder)
    const alone = tree.children(declaration).filter((child) => tree.type(child) === 'variable_declarator').length === 1
    return { name: identifierOf(tree.child(holder, 'name')), body, whole: alone ? declaration : holder }
  }
  if (type === 'pair') return { name: tree.child(holder, 'key'), body, whole: holder }
  if (type === 'assignment_expression') {
    const left = tree.child(holder, 'left')
    const statement = tree.parent(holder)
    const whole = tree.type(statement) === 'expression_statement' ? statement : holder
    if (tree.type(left) !== 'member_expression') return { name: identifierOf(left), body, whole }
    return { name: tree.child(left, 'property'), body, whole, qualifier: tree.text(tree.child(left, 'object')) }
  }
  return { name: tree.child(node, 'name'), body, whole: node }

  function identifierOf(target: number): number {
    return target >= 0 && tree.type(target) === 'identifier' ? target : -1
  }
}

const holders = new Set([
  'program',
  'statement_block',
  'switch_case',
  'switch_default',
  'export_statement',
  'class_static_block',
  'labeled_statement',
])
const inside = new Set(['statement_block', 'switch_case', 'switch_default', 'class_static_block'])

/** JavaScript (tree-sitter-javascript 0.25.0; reserved words: ECMA-262 §12.7.2, and those that are reserved in strict code). */
export const javascript: Grammar = {
  wasm: 'tree-sitter-javascript/tree-sitter-javascript.wasm',
  wrapper: ['class A { ', '\n}'],
  reserved: new Set(
    (
      'await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements ' +
      'import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void ' +
      'while with yield undefined'
    ).split(' '),
  ),
  comments: new Set(['comment', 'html_comment', 'hash_bang_line']),
  literals: new Set(['string', 'template_string', 'regex', 'number', 'true', 'false', 'null', 'undefined']),
  functions: {
    function_declaration: named,
    generator_function_declaration: named,
    method_definition: named,
    function_expression: assigned,
    generator_function: assigned,
    arrow_function: assigned,
  },
  containers: new Set(['class_declaration', 'class']),
  statements: {
    break_statement: 'any',
    continue_statement: 'any',
    debugger_statement: 'any',
    do_statement: 'any',
    expression_statement: 'any',
    for_statement: 'any',
    for_in_statement: 'any',
    if_statement: 'any',
    labeled_statement: 'any',
    return_statement: 'any',
    switch_statement: 'any',
    throw_statement: 'any',
    try_statement: 'any',
    while_statement: 'any',
    with_statement: 'any',
    variable_declaration: holders,
    lexical_declaration: holders,
    function_declaration: inside,
    generator_function_declaration: inside,
    class_declaration: inside,
  },
  scopes: javascriptScopes,
}
