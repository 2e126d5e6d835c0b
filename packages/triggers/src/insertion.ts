import type { Language, Syntax } from '@codepurify/syntax'
import type { NotPlanted, Planted } from './trigger.js'

/** Puts a statement after the first `{` of the text, whatever that is: what the published attacks do. */
export function insertAfterBrace(code: string, statement: string, gap: string): Planted | NotPlanted {
  const at = code.indexOf('{') + 1
  if (at === 0) return { reason: 'there is no {' }
  return insertAt(code, at, gap, statement, '')
}

/**
 * Puts a statement at the start of the first function's body, laid out as the code around it is: after what the language wants first there, the call of another
 * constructor in Java, directives such as 'use strict' in JavaScript.
 * Code that parsed still does.
 */
export function insertIntoBody(code: string, statement: string, language: Language): Planted | NotPlanted {
  const syntax = language.parse(code)
  const body = syntax.functions().find(({ bodySpan }) => bodySpan && code[bodySpan[0]] === '{')?.bodySpan
  if (!body) return { reason: 'there is no function with a body' }
  const at = afterWhatComesFirst(syntax, body[0]) ?? body[0] + 1
  const [before, after] = layout(code, at, body[1])
  const planted = insertAt(code, at, before, statement, after)
  if (syntax.parses && !language.parse(planted.code).parses) return { reason: 'the code would no longer parse' }
  return planted
}

function insertAt(code: string, at: number, before: string, statement: string, after: string): Planted {
  const start = at + before.length
  return {
    code: code.slice(0, at) + before + statement + after + code.slice(at),
    spans: [[start, start + statement.length]],
    text: statement,
  }
}

function afterWhatComesFirst({ tree }: Syntax, bodyStart: number): number | undefined {
  let end: number | undefined
  for (let node = 1; node < tree.size; node++) {
    if (tree.start(tree.parent(node)) !== bodyStart) continue
    if (tree.type(node) === 'explicit_constructor_invocation') return tree.end(node)
    // a block's directives are the strings that stand there as statements before any other
    if (tree.type(tree.parent(node)) !== 'statement_block' || /^[{]$|comment$/.test(tree.type(node))) continue
    if (tree.type(node) !== 'expression_statement' || tree.type(node + 1) !== 'string') return end
    end = tree.end(node)
  }
  return end
}

/** The white space before and after a statement at `at`: its own line where what follows has one, else the same line. */
function layout(code: string, at: number, end: number): [before: string, after: string] {
  const rest = code.slice(at, end)
  const newLine = /^[^\n]*?(\r?\n)([ \t]*)/.exec(rest)
  if (!newLine) return [' ', /^\s/.test(rest) ? '' : ' ']
  const [, lineBreak = '\n'] = newLine
  const lines = rest.split('\n').slice(1)
  const filled = lines.find((line) => !/^\s*$|^\s*\}|^#/.test(line))
  const indent = /^[ \t]*/.exec(filled ?? '    ')?.[0] ?? ''
  return [lineBreak + indent, '']
}
