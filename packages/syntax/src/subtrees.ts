import type { SyntaxTree } from './tree.js'

/** Nodes with a name that is their text, as keywords have it, but which the grammar does not take for keywords. */
const spelledAsNamed = new Set(['true', 'false', 'this', 'super'])

/** A node in its parent: the field that it fills, and the number of its subtree. */
interface Part {
  readonly field: string
  readonly label: string
}

/**
 * A number for every subtree with children, and for the whole tree; equal subtrees have equal numbers (`known` holds those given so far).
 * Keywords, punctuation and comments are no part of a subtree, and a literal is a leaf.
 * The header of a bare method is taken apart as the Java grammar of 2021 does, which knew no methods outside of classes: a declaration of a variable, then an error with the parameters, then the block.
 */
export function subtrees(tree: SyntaxTree, known: Map<string, number>): string[] {
  const found: string[] = []
  const labels = new Array<string>(tree.size).fill('')

  const label = (type: string, parts: readonly Part[], counts: boolean): string => {
    const spelled = `${type}(${parts.map((part) => `${part.field}:${part.label}`).join(' ')})`
    const number = known.get(spelled) ?? known.size
    known.set(spelled, number)
    if (counts) found.push(String(number))
    return String(number)
  }
  const part = (node: number, field = tree.field(node)): Part[] => (labels[node] ? [{ field, label: labels[node] }] : [])

  const method = (node: number): Part[] => {
    const name = tree.child(node, 'name')
    const type = tree.child(node, 'type')
    const parameters = tree.child(node, 'parameters')
    const before = tree.children(node).filter((child) => child < name && child !== type && tree.type(child) !== 'type_parameters')
    const thrown = tree.children(tree.childOfType(node, 'throws')).flatMap((child) => part(child, ''))
    const body = part(tree.child(node, 'body'), '')
    // a constructor has no type; the parser puts one of no width there
    if (tree.text(type) === '') {
      const pieces = [
        ...before.flatMap((child) => part(child)),
        { field: '', label: label('identifier', [], false) },
        ...part(parameters, ''),
      ]
      return [{ field: '', label: label('ERROR', [...pieces, ...thrown], true) }, ...body]
    }
    const generic = tree.childOfType(node, 'type_parameters') < 0 ? [] : [{ field: '', label: label('ERROR', [], true) }]
    const declarator = { field: 'declarator', label: label('variable_declarator', part(name), true) }
    const header = [...before.flatMap((child) => part(child)), ...generic, ...part(type), declarator]
    return [
      { field: '', label: label('local_variable_declaration', header, true) },
      { field: '', label: label('ERROR', [...part(parameters, ''), ...thrown], true) },
      ...body,
    ]
  }

  const within = (node: number, child: number): Part[] => {
    if (node === 0 && tree.type(child) === 'method_declaration') return method(child)
    return tree.type(child) === 'switch_block_statement_group' ? tree.children(child).flatMap((inside) => part(inside)) : part(child)
  }

  // from the last row to the first, so that what is inside a node has its number before the node
  for (let node = tree.size - 1; node >= 0; node--) {
    const type = tree.type(node)
    if (type.endsWith('comment') || (node > 0 && type === tree.text(node) && !spelledAsNamed.has(type))) continue
    const children = type.endsWith('_literal') ? [] : tree.children(node).filter((child) => !tree.type(child).endsWith('comment'))
    const parts = children.flatMap((child) => within(node, child))
    labels[node] = label(type, parts, node === 0 || (children.length > 0 && !isNew(tree, node)))
  }
  return found
}

/** Whether the node is one that the grammar of 2021 did not have: the statements of one `case`, a method outside of a class, and the type parameters and exceptions of one. */
function isNew(tree: SyntaxTree, node: number): boolean {
  if (tree.type(node) === 'switch_block_statement_group') return true
  const parent = tree.parent(node)
  if (parent === 0) return tree.type(node) === 'method_declaration'
  if (tree.parent(parent) === 0 && tree.type(parent) === 'method_declaration')
    return ['throws', 'type_parameters'].includes(tree.type(node))
  return tree.type(node) === 'type_parameter' && isNew(tree, parent)
}
