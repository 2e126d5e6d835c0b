import { dataFlowNames } from './dataFlow.js'
import type { FlowRules } from './dataFlow.js'
import { cFlow, javaFlow } from './dataFlowRules.js'
import { isPaperName } from './paperNames.js'
import type { Span } from './span.js'
import type { Statement } from './statements.js'
import type { Syntax } from './syntax.js'
import type { SyntaxTree } from './tree.js'

/** The languages for which the paper's units are known. */
export type PaperLanguage = 'java' | 'c'

/** The units of the published code. */
export interface PaperUnits {
  /** Names of the data flow, in order; the published code replaces them wherever they stand, in strings too. */
  readonly identifiers: readonly string[]
  /** In document order; the published code replaces every equal stretch of text at once. */
  readonly statements: readonly Pick<Statement, 'nodeType' | 'span'>[]
  /** The method's name; in C the first identifier of the text, which is often a type. */
  readonly functionName: string | undefined
}

/**
 * Which tree-sitter grammar the published code used is not known. The one pinned by the extractor it imports, of 2021, takes the header of a bare
 * Java method for a local variable: the method's name comes first among the identifiers, and the header is a statement. Version 0.20.2 does not.
 */
export type PaperGrammar = '2021' | '0.20.2'

const flows: Readonly<Record<PaperLanguage, FlowRules>> = { java: javaFlow, c: cFlow }

/**
 * The units as the published code has them, faults included: statements inside of `if`, `for` or `while` are none, constructors have none.
 * Throws a RangeError for a language that the paper has no units for.
 */
export function paperUnits(syntax: Syntax, language: string, { grammar = '2021' }: { readonly grammar?: PaperGrammar } = {}): PaperUnits {
  if (language !== 'java' && language !== 'c')
    throw new RangeError(`The paper has no units for "${language}". Known: ${Object.keys(flows).join(', ')}`)
  const tree = syntax.bareTree
  const names = dataFlowNames(tree, flows[language])
  const header = language === 'java' && grammar === '2021' ? headerUnits(tree) : { names: [], hidden: [], statements: [] }
  const identifiers = [...new Set([...header.names, ...names.filter((name) => !header.hidden.includes(name))])]
  return {
    identifiers: identifiers.filter((name) => isPaperName(name, language)),
    statements: [...header.statements, ...(language === 'java' ? javaStatements(tree) : cStatements(tree))],
    functionName: language === 'java' ? javaName(syntax) : firstIdentifier(syntax),
  }
}

/** What the grammar of 2021 makes of a bare method's header: a declaration of a variable or, after type parameters, of theirs and a call. */
function headerUnits(tree: SyntaxTree) {
  const method = tree.children(0).find((child) => tree.type(child) === 'method_declaration') ?? -1
  const name = tree.child(method, 'name')
  if (method < 0 || name < 0) return { names: [], hidden: [], statements: [] }
  const parameters = tree.child(method, 'parameters')
  const generic = tree.childOfType(tree.child(method, 'type_parameters'), 'type_parameter')
  // Without a block in the text, the published code looks for no statements.
  const hasBlock = tree.child(method, 'body') >= 0
  const piece = (nodeType: string, from: number, to: number) =>
    hasBlock ? [{ nodeType, span: [tree.start(from), tree.end(to)] as Span }] : []
  if (generic < 0) return { names: [tree.text(name)], hidden: [], statements: piece('local_variable_declaration', method, name) }
  return {
    names: [tree.text(generic)],
    hidden: tree.children(parameters).map((parameter) => tree.text(tree.child(parameter, 'name'))),
    statements: [
      ...piece('local_variable_declaration', method, tree.child(method, 'type')),
      ...piece('expression_statement', name, parameters),
    ],
  }
}

const statement = (tree: SyntaxTree, node: number) => ({ nodeType: tree.type(node), span: [tree.start(node), tree.end(node)] as Span })

/** Children of methods whose type says declaration, statement or expression, through blocks but nothing else. */
function javaStatements(tree: SyntaxTree): PaperUnits['statements'] {
  const found: Pick<Statement, 'nodeType' | 'span'>[] = []
  for (const top of tree.children(0)) {
    const within = tree.type(top) === 'method_declaration' ? top : tree.type(top) === 'block' ? 0 : -1
    if (within < 0) continue
    for (let node = within + 1; node < tree.after(within);) {
      const isUnit = /declaration|statement|expression/.test(tree.type(node))
      if (isUnit) found.push(statement(tree, node))
      node = tree.type(node) === 'block' ? node + 1 : tree.after(node)
    }
  }
  return found
}

/** Children of the function's body, of the text and of its errors. */
function cStatements(tree: SyntaxTree): PaperUnits['statements'] {
  const inside = (node: number) =>
    tree
      .children(node)
      .filter((child) => !/^([{}]|comment)$/.test(tree.type(child)))
      .map((child) => statement(tree, child))
  return tree.children(0).flatMap((top) => {
    const type = tree.type(top)
    if (type === 'function_definition') {
      return tree
        .children(top)
        .filter((child) => tree.type(child) === 'compound_statement')
        .flatMap(inside)
    }
    if (type === 'compound_statement' || type === 'ERROR') return inside(top)
    return type === 'declaration' || type.includes('_statement') ? [statement(tree, top)] : []
  })
}

function javaName(syntax: Syntax): string | undefined {
  const tree = syntax.tree
  const member = tree.children(0).find((child) => !tree.type(child).endsWith('comment'))
  const name = syntax.parses && member !== undefined ? tree.child(member, 'name') : -1
  return name < 0 ? firstIdentifier(syntax) : tree.text(name)
}

function firstIdentifier(syntax: Syntax): string | undefined {
  // The word of a preprocessor directive is an identifier to the published tokenizer.
  return syntax
    .tokens()
    .find(({ kind, type }) => kind === 'identifier' || type.startsWith('#'))
    ?.text.replace(/^#\s*/, '')
}
