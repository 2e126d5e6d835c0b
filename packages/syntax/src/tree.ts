import type { TreeCursor } from 'web-tree-sitter'

const errorTypeId = 65535

/** How a tree-sitter grammar numbers its node types and fields. */
export interface Numbering {
  readonly types: readonly string[]
  readonly fields: readonly (string | null)[]
}

/** Columns of a syntax tree in document order; node 0 is the root. */
interface Columns {
  readonly type: Uint16Array
  readonly field: Uint16Array
  readonly start: Int32Array
  readonly end: Int32Array
  readonly parent: Int32Array
  readonly after: Int32Array
}

/**
 * A syntax tree as flat columns, one row per node, in document order.
 *
 * Flat, so that the parser's memory is given back at once, and so that a walk over it is a loop: no depth of nesting overflows a stack.
 * The subtree of `node` is the rows from `node` up to `after(node)`.
 */
export class SyntaxTree {
  readonly code: string
  readonly size: number
  readonly #columns: Columns
  readonly #numbering: Numbering

  constructor(code: string, size: number, columns: Columns, numbering: Numbering) {
    this.code = code
    this.size = size
    this.#columns = columns
    this.#numbering = numbering
  }

  /** The grammar's name of the node's type; `ERROR` where the text fits no rule. */
  type(node: number): string {
    const id = this.#columns.type[node] ?? errorTypeId
    return id === errorTypeId ? 'ERROR' : (this.#numbering.types[id] ?? 'ERROR')
  }

  /** The field that the node fills in its parent, or the empty string. */
  field(node: number): string {
    return this.#numbering.fields[this.#columns.field[node] ?? 0] ?? ''
  }

  /** Where the node starts, in UTF-16 code units. */
  start(node: number): number {
    return this.#columns.start[node] ?? 0
  }

  /** Where the node ends, in UTF-16 code units. */
  end(node: number): number {
    return this.#columns.end[node] ?? 0
  }

  /** The node's parent, −1 for the root. */
  parent(node: number): number {
    return this.#columns.parent[node] ?? -1
  }

  /** The row after the node's last descendant. */
  after(node: number): number {
    return this.#columns.after[node] ?? this.size
  }

  /** The node's text. */
  text(node: number): string {
    return node < 0 ? '' : this.code.slice(this.start(node), this.end(node))
  }

  /** Whether the node has no children. */
  isLeaf(node: number): boolean {
    return this.after(node) === node + 1
  }

  /** The node's children in document order. */
  children(node: number): number[] {
    const found: number[] = []
    const end = node < 0 ? 0 : this.after(node)
    for (let child = node + 1; child < end; child = this.after(child)) found.push(child)
    return found
  }

  /** The first child that fills `field`, or −1. */
  child(node: number, field: string): number {
    if (node < 0) return -1
    const end = this.after(node)
    for (let child = node + 1; child < end; child = this.after(child)) if (this.field(child) === field) return child
    return -1
  }

  /** The first child of one of the given types, or −1. */
  childOfType(node: number, ...types: readonly string[]): number {
    if (node < 0) return -1
    const end = this.after(node)
    for (let child = node + 1; child < end; child = this.after(child)) if (types.includes(this.type(child))) return child
    return -1
  }

  /**
   * The tree of the text between the braces of the class that this text was wrapped in, or undefined when the braces of the text do not pair up.
   * Rows 0 to 5 of a wrapped text are: root, class, `class`, its name, its body, `{`.
   */
  unwrapped(code: string, prefixLength: number): SyntaxTree | undefined {
    const body = 4
    const last = this.size - 1
    const whole =
      this.type(body) === 'class_body' && this.after(body) === this.size && this.type(last) === '}' && this.parent(last) === body
    if (!whole || this.end(last) !== this.code.length) return undefined
    const { type, field, start, end, parent, after } = this.#columns
    const size = last - body - 1
    const rows = <T extends Uint16Array | Int32Array>(column: T, map: (value: number) => number, root: number): T => {
      const kept = column.slice(body + 1, last) as T
      kept.forEach((value, row) => (kept[row] = map(value)))
      kept[0] = root
      return kept
    }
    const same = (value: number) => value
    const shifted = (offset: number) => Math.min(Math.max(offset - prefixLength, 0), code.length)
    const moved = (row: number) => row - body - 1
    const columns: Columns = {
      type: rows(type, same, type[0] ?? errorTypeId),
      field: rows(field, same, 0),
      start: rows(start, shifted, 0),
      end: rows(end, shifted, code.length),
      parent: rows(parent, (row) => (row === body ? 0 : moved(row)), -1),
      after: rows(after, moved, size),
    }
    return new SyntaxTree(code, size, columns, this.#numbering)
  }
}

/** What `flatten` knows about each type of node, by id. */
export interface Shapes {
  /** 1 for types with a name, 0 for keywords and punctuation. */
  readonly named: Uint8Array
  /** Length of the text of a keyword or of punctuation where it is always the same, else 0. */
  readonly width: Uint8Array
}

let scratch = allocate(4_096)

/**
 * Copies the tree under the cursor into columns. Every question to the cursor costs a call into WebAssembly, so nothing is asked that is known:
 * in a sound tree a keyword is as long as its name and has no children. The fields of keywords and punctuation are left out: nobody reads them.
 */
export function flatten(cursor: TreeCursor, code: string, numbering: Numbering, { named, width }: Shapes, sound: boolean): SyntaxTree {
  let columns = scratch
  let size = 0
  let parent = -1
  for (;;) {
    if (size === columns.type.length) columns = scratch = grow(columns)
    const node = size++
    const type = cursor.nodeTypeId
    const start = cursor.startIndex
    const length = sound ? (width[type] ?? 0) : 0
    columns.type[node] = type
    columns.field[node] = named[type] === 0 ? 0 : cursor.currentFieldId
    columns.start[node] = start
    columns.end[node] = length > 0 ? start + length : cursor.endIndex
    columns.parent[node] = parent
    if (length === 0 && cursor.gotoFirstChild()) {
      parent = node
      continue
    }
    columns.after[node] = size
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        const kept = copy(columns, size)
        // A huge text must not keep its memory taken for ever.
        if (scratch.type.length > 1_000_000) scratch = allocate(4_096)
        return new SyntaxTree(code, size, kept, numbering)
      }
      columns.after[parent] = size
      parent = columns.parent[parent] ?? -1
    }
  }
}

function allocate(capacity: number): Columns {
  return {
    type: new Uint16Array(capacity),
    field: new Uint16Array(capacity),
    start: new Int32Array(capacity),
    end: new Int32Array(capacity),
    parent: new Int32Array(capacity),
    after: new Int32Array(capacity),
  }
}

function grow(columns: Columns): Columns {
  const wider = allocate(columns.type.length * 2)
  for (const name of ['type', 'field', 'start', 'end', 'parent', 'after'] as const) wider[name].set(columns[name])
  return wider
}

function copy({ type, field, start, end, parent, after }: Columns, size: number): Columns {
  return {
    type: type.slice(0, size),
    field: field.slice(0, size),
    start: start.slice(0, size),
    end: end.slice(0, size),
    parent: parent.slice(0, size),
    after: after.slice(0, size),
  }
}
