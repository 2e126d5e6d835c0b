import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Language as TreeSitterLanguage, Parser } from 'web-tree-sitter'
import { c } from './c.js'
import type { Grammar } from './grammar.js'
import { java } from './java.js'
import { javascript } from './javascript.js'
import { Syntax } from './syntax.js'
import type { Shapes, SyntaxTree } from './tree.js'
import { flatten } from './tree.js'

/** The languages that can be parsed. */
export type LanguageName = 'java' | 'c' | 'javascript'

/** One entry for each language; a new language is a new entry. */
export const grammars: Readonly<Record<LanguageName, Grammar>> = { java, c, javascript }

/** The longest text that is parsed, in UTF-16 code units. */
export const maximumCodeLength = 4_000_000

const require = createRequire(import.meta.url)
const loaded = new Map<LanguageName, Promise<Language>>()
let runtime: Promise<void> | undefined

/** Loads a language once. Throws a RangeError that lists the known ones when the name is unknown. */
export function loadLanguage(name: LanguageName): Promise<Language> {
  if (!Object.hasOwn(grammars, name)) {
    throw new RangeError(`No language "${String(name)}". Known languages: ${Object.keys(grammars).join(', ')}`)
  }
  const known = loaded.get(name)
  if (known) return known
  const language = load(name)
  loaded.set(name, language)
  return language
}

async function load(name: LanguageName): Promise<Language> {
  runtime ??= Parser.init({ wasmBinary: await readFile(require.resolve('web-tree-sitter/web-tree-sitter.wasm')) })
  await runtime
  const grammar = grammars[name]
  const wasm = await readFile(require.resolve(grammar.wasm))
  return new Language(name, grammar, await TreeSitterLanguage.load(wasm))
}

/** A language that is ready to parse. */
export class Language {
  readonly name: LanguageName
  readonly #grammar: Grammar
  readonly #parser: Parser
  readonly #wasm: TreeSitterLanguage
  readonly #shapes: Shapes

  constructor(name: LanguageName, grammar: Grammar, wasm: TreeSitterLanguage) {
    this.name = name
    this.#grammar = grammar
    this.#wasm = wasm
    this.#parser = new Parser().setLanguage(wasm)
    this.#shapes = shapesOf(wasm)
  }

  /**
   * Parses code: a file, a function, a bare method or constructor, or statements. Code with errors is parsed around them.
   * Throws a RangeError for text over `maximumCodeLength`, and for text so garbled that repairing it would take unreasonably long.
   */
  parse(code: string): Syntax {
    if (code.length > maximumCodeLength) {
      throw new RangeError(
        `the code has ${code.length} characters, expected at most ${maximumCodeLength}; set it aside or split it into functions`,
      )
    }
    const [tree, parses] = this.#parse(code)
    const alone = new Syntax(tree, parses, this.#grammar)
    const { wrapper } = this.#grammar
    if (parses || !wrapper) return alone
    const [whole, wholeParses] = this.#parse(wrapper[0] + code + wrapper[1])
    const inner = whole.unwrapped(code, wrapper[0].length)
    if (!inner) return alone
    const wrapped = new Syntax(inner, wholeParses, this.#grammar, tree)
    return wholeParses || damage(wrapped) < damage(alone) ? wrapped : alone
  }

  /** Whether the name is a keyword or literal of the language, so that nothing can be called so. */
  isReserved(name: string): boolean {
    return this.#grammar.reserved.has(name)
  }

  #parse(code: string): [tree: SyntaxTree, parses: boolean] {
    // The parser calls back once in a hundred steps; sound code takes about three steps a character.
    const budget = 2_000 + code.length
    let calls = 0
    const progress = { progressCallback: () => ++calls > budget }
    const tree = this.#parser.parse(code, null, code.length > 20_000 ? progress : undefined)
    if (!tree) {
      this.#parser.reset()
      throw new RangeError(
        `the ${code.length} characters of code do not look like ${this.name}: the parser gave up repairing them; set the code aside`,
      )
    }
    const cursor = tree.walk()
    try {
      const sound = !tree.rootNode.hasError
      return [flatten(cursor, code, { types: this.#wasm.types, fields: this.#wasm.fields }, this.#shapes, sound), sound]
    } finally {
      cursor.delete()
      tree.delete()
    }
  }
}

function shapesOf(wasm: TreeSitterLanguage): Shapes {
  const named = new Uint8Array(65_536).fill(1)
  const width = new Uint8Array(65_536)
  wasm.types.forEach((type, id) => {
    named[id] = wasm.nodeTypeIsNamed(id) ? 1 : 0
    // A preprocessor directive may hold spaces after its #.
    if (named[id] === 0 && /^[^#\s]+$/.test(type)) width[id] = type.length
  })
  return { named, width }
}

/** How much of the text fits no rule, in characters; a missing token counts as one. */
function damage(syntax: Syntax): number {
  return syntax.errors.reduce((sum, [start, end]) => sum + Math.max(end - start, 1), 0)
}
