import type { RecordLanguage } from '@codepurify/dataset'
import type { FunctionDefinition, Language, Syntax, Token } from '@codepurify/syntax'
import { posix } from 'node:path'
import { docSentence } from './docSentence.js'
import { dropMacros } from './dropMacros.js'
import { exactHash, type2Hash } from './tokenHashes.js'
import type { SourceFile } from './unpack.js'

/** A function as it stands in a source file, with the hashes that its duplicates are known by. */
export interface FoundFunction {
  readonly name: string
  readonly key: string
  readonly code: string
  readonly doc?: string
  readonly tokens: number
  readonly exact: string
  readonly type2: string
}

/** Which functions are counted: from and to how many lines, and from how many lexical tokens. */
export const counted = { fewestLines: 3, mostLines: 60, fewestTokens: 10 } as const

const longestPiece = 200_000

/**
 * Finds the functions of one file: 3 to 60 lines, at least 10 tokens, with a body, without a syntax error, not inside another one that was taken.
 * Java is keyed by class#method, the other languages by file#function.
 */
export function extractFunctions({ path, text }: SourceFile, language: Language, name: RecordLanguage): FoundFunction[] {
  const plain = text.replaceAll('\r\n', '\n')
  return [...piecesOf(name === 'c' ? dropMacros(plain) : plain)].flatMap((piece) => extractPiece(piece, path, language, name))
}

function extractPiece(source: string, path: string, language: Language, name: RecordLanguage): FoundFunction[] {
  const syntax = language.parse(source)
  try {
    return eligible(source, syntax).map(({ definition, tokens }) => {
      const doc = definition.docComment === undefined ? undefined : docSentence(definition.docComment, name)
      return {
        name: definition.name,
        key: keyOf(definition, path, name),
        code: dedent(source, definition.span),
        ...(doc === undefined ? {} : { doc }),
        tokens: tokens.length,
        exact: exactHash(tokens),
        type2: type2Hash(tokens),
      }
    })
  } finally {
    syntax.free()
  }
}

// A long file (the SQLite amalgamation has nine million characters) is parsed in pieces that end where a function does: at a brace in the first column.
function* piecesOf(source: string): Iterable<string> {
  let start = 0
  while (source.length - start > longestPiece) {
    const end = source.indexOf('\n}\n', start + longestPiece / 2)
    if (end < 0) break
    yield source.slice(start, end + 3)
    start = end + 3
  }
  yield source.slice(start)
}

function eligible(source: string, syntax: Syntax): { definition: FunctionDefinition; tokens: Token[] }[] {
  const tokens = syntax.tokens()
  const errors = syntax.errors
  const definitions = [...syntax.functions()].sort((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1])
  const taken: { definition: FunctionDefinition; tokens: Token[] }[] = []
  let after = 0
  let first = 0
  for (const definition of definitions) {
    const [start, end] = definition.span
    if (start < after || definition.bodySpan === undefined || !fits(source, start, end)) continue
    if (errors.some(([from, to]) => from <= end && to >= start)) continue
    while ((tokens[first]?.span[0] ?? Infinity) < start) first += 1
    let last = first
    while ((tokens[last]?.span[1] ?? Infinity) <= end) last += 1
    if (last - first < counted.fewestTokens) continue
    taken.push({ definition, tokens: tokens.slice(first, last) })
    after = end
  }
  return taken
}

function fits(source: string, start: number, end: number): boolean {
  let lines = 1
  for (let at = source.indexOf('\n', start); at >= 0 && at < end && lines <= counted.mostLines; at = source.indexOf('\n', at + 1))
    lines += 1
  return lines >= counted.fewestLines && lines <= counted.mostLines
}

function keyOf({ name, container }: FunctionDefinition, path: string, language: RecordLanguage): string {
  const file = posix.basename(path)
  if (language === 'java') return `${container ?? file.replace(/\.java$/, '')}#${name}`
  return `${file}#${container === undefined ? name : `${container}.${name}`}`
}

// A function stands as if it began at the margin: the indentation of its first line is taken from the others.
function dedent(source: string, [start, end]: readonly [number, number]): string {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1
  const indent = /^[ \t]*/.exec(source.slice(lineStart, start))?.[0] ?? ''
  const lines = source.slice(start, end).split('\n')
  return lines.map((line, i) => (i > 0 && line.startsWith(indent) ? line.slice(indent.length) : line).trimEnd()).join('\n')
}
