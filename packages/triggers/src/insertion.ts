import type { Language, Syntax } from '@codepurify/syntax'
import type { NotPlanted, Planted } from './trigger.js'

/** Puts a statement after the first `{` of the text, whatever that is: what the published attacks do. */
export function insertAfterBrace(code: string, statement: string, gap: string): Planted | NotPlanted {
  const at = code.indexOf('{') + 1
  if (at === 0) return { reason: 'there is no {' }
  return insertAt(code, at, gap, statement, '')
}

/**
 * Puts a statement at the start of the first function's body, laid out as the code around it is: after the call of another constructor, which Java wants first.
 * Code that parsed still does.
 */
export function insertIntoBody(code: string, statement: string, language: Language): Planted | NotPlanted {
  const syntax = language.parse(code)
  const body = syntax.functions().find(({ bodySpan }) => bodySpan && code[bodySpan[0]] === '{')?.bodySpan
  if (!body) return { reason: 'there is no function with a body' }
  const at = afterConstructorCall(syntax, body[0]) ?? body[0] + 1
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

function afterConstructorCall({ tree }: Syntax, bodyStart: number): number | undefined {
  for (let node = 0; node < tree.size; node++) {
    if (tree.type(node) !== 'explicit_constructor_invocation' || tree.start(tree.parent(node)) !== bodyStart) continue
    return tree.end(node)
  }
  return undefined
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
