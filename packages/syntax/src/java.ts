import type { Grammar, FunctionRule } from './grammar.js'
import { javaScopes } from './javaScopes.js'

const named: FunctionRule = (tree, node) => ({ name: tree.child(node, 'name'), body: tree.child(node, 'body'), whole: node })

const blocks = new Set(['block', 'program', 'constructor_body', 'switch_block_statement_group'])
const bodies = new Set([
  ...blocks,
  'if_statement',
  'for_statement',
  'enhanced_for_statement',
  'while_statement',
  'do_statement',
  'labeled_statement',
])
const local = new Set(['block', 'constructor_body', 'switch_block_statement_group'])

/** Java (tree-sitter-java 0.23.5; reserved words: Java Language Specification §3.9, without the contextual ones). */
export const java: Grammar = {
  wasm: 'tree-sitter-java/tree-sitter-java.wasm',
  wrapper: ['class A { ', '\n}'],
  reserved: new Set(
    (
      'abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for ' +
      'goto if implements import instanceof int interface long native new package private protected public return short static strictfp super ' +
      'switch synchronized this throw throws transient try void volatile while true false null _'
    ).split(' '),
  ),
  comments: new Set(['line_comment', 'block_comment']),
  literals: new Set([
    'string_literal',
    'character_literal',
    'decimal_integer_literal',
    'hex_integer_literal',
    'octal_integer_literal',
    'binary_integer_literal',
    'decimal_floating_point_literal',
    'hex_floating_point_literal',
    'true',
    'false',
    'null_literal',
  ]),
  functions: { method_declaration: named, constructor_declaration: named, compact_constructor_declaration: named },
  containers: new Set([
    'class_declaration',
    'interface_declaration',
    'enum_declaration',
    'record_declaration',
    'annotation_type_declaration',
  ]),
  statements: {
    assert_statement: 'any',
    break_statement: 'any',
    continue_statement: 'any',
    do_statement: 'any',
    enhanced_for_statement: 'any',
    explicit_constructor_invocation: 'any',
    expression_statement: 'any',
    for_statement: 'any',
    if_statement: 'any',
    labeled_statement: 'any',
    return_statement: 'any',
    synchronized_statement: 'any',
    throw_statement: 'any',
    try_statement: 'any',
    try_with_resources_statement: 'any',
    while_statement: 'any',
    yield_statement: 'any',
    local_variable_declaration: blocks,
    switch_expression: bodies,
    field_declaration: new Set(['class_body']),
    class_declaration: local,
    interface_declaration: local,
    enum_declaration: local,
    record_declaration: local,
  },
  scopes: javaScopes,
}
