import { cScopes, declaredName } from './cScopes.js'
import type { Grammar } from './grammar.js'

const holders = new Set([
  'compound_statement',
  'translation_unit',
  'case_statement',
  'labeled_statement',
  'attributed_statement',
  'preproc_if',
  'preproc_ifdef',
  'preproc_else',
  'preproc_elif',
  'preproc_elifdef',
])

/** C (tree-sitter-c 0.24.1; reserved words: ISO C11 §6.4.1, C23's additions and `NULL`). */
export const c: Grammar = {
  wasm: 'tree-sitter-c/tree-sitter-c.wasm',
  reserved: new Set(
    (
      'alignas alignof auto bool break case char const constexpr continue default do double else enum extern false float for goto if inline int ' +
      'long nullptr register restrict return short signed sizeof static static_assert struct switch thread_local true typedef typeof typeof_unqual ' +
      'union unsigned void volatile while _Alignas _Alignof _Atomic _BitInt _Bool _Complex _Decimal128 _Decimal32 _Decimal64 _Generic _Imaginary ' +
      '_Noreturn _Static_assert _Thread_local __func__ NULL'
    ).split(' '),
  ),
  comments: new Set(['comment']),
  literals: new Set(['string_literal', 'char_literal', 'number_literal', 'system_lib_string', 'true', 'false', 'null']),
  functions: {
    function_definition: (tree, node) => ({
      name: declaredName(tree, tree.child(node, 'declarator')),
      body: tree.child(node, 'body'),
      whole: node,
    }),
  },
  containers: new Set(),
  statements: {
    break_statement: 'any',
    continue_statement: 'any',
    do_statement: 'any',
    expression_statement: 'any',
    for_statement: 'any',
    goto_statement: 'any',
    if_statement: 'any',
    labeled_statement: 'any',
    return_statement: 'any',
    seh_leave_statement: 'any',
    seh_try_statement: 'any',
    switch_statement: 'any',
    while_statement: 'any',
    declaration: holders,
    type_definition: holders,
  },
  scopes: cScopes,
}
