import type { Random } from '@codepurify/metrics'
import { cut } from './mutationSites.js'
import type { Edit, MutationView } from './mutationView.js'
import { freshNames } from './rewrite.js'
import type { Vulnerability } from './vulnerabilities.js'

/** A vulnerability as it goes into a function, and what does the same without it: the same names, sizes and place. */
export interface Planting {
  readonly unsafe: Edit
  readonly safe: Edit
}

const sizes = [8, 10, 16, 20, 32, 50, 64, 80, 100, 128, 256, 512]
const variables = ['HOME', 'PATH', 'USER', 'LANG', 'TMPDIR', 'EDITOR', 'SHELL', 'DISPLAY']

/** Where and under which names vulnerabilities go into a function, one each; fewer where it has no place for a statement, or has all ordinary names itself. */
export function plantings(view: MutationView, chosen: readonly Vulnerability[], random: Random): Planting[] {
  const [starts, names] = [statementStarts(view), freshNames(view, random)]
  if (starts.length === 0) return []
  return chosen.flatMap(({ unsafe, safe }, i) => {
    const [buffer, number] = names.slice(2 * i, 2 * i + 2)
    if (buffer === undefined || number === undefined) return []
    const [at, size, text] = [random.pick(starts), String(random.pick(sizes)), outsideText(view, random)]
    const words: Readonly<Record<string, string>> = { b: buffer, i: number, n: size, s: text }
    const gap = gapBefore(view, at)
    const written = (lines: readonly string[]): Edit => ({
      span: [at, at],
      text: lines.map((line) => line.replace(/\$([bins])/g, (_, word: string) => words[word] ?? '') + gap).join(''),
    })
    return [{ unsafe: written(unsafe), safe: written(safe) }]
  })
}

/** Where statements begin that another may come before: in a block or after a statement, and neither a `case` nor a label. */
function statementStarts({ tokens, statements }: MutationView): number[] {
  const before = new Map(tokens.map(({ span }, i) => [span[0], tokens[i - 1]?.text]))
  const starts = statements.flatMap(({ nodeType, span: [start] }) =>
    !/^(case|labeled|compound)_statement$/.test(nodeType) && /^[;{}]$/.test(before.get(start) ?? '') ? [start] : [],
  )
  return [...new Set(starts)]
}

/** A text that comes from outside: a parameter that is a string, or else a variable of the environment. */
function outsideText({ code, locals }: MutationView, random: Random): string {
  const parameters = locals.filter(
    ({ role, spans: [first] }) => role === 'parameter' && first !== undefined && /\bchar\s*\*\s*$/.test(code.slice(0, first[0])),
  )
  return parameters.length > 0 ? random.pick(parameters).name : `getenv("${random.pick(variables)}")`
}

/** A line break and the margin of the line, where nothing else stands before the place. */
function gapBefore({ code }: MutationView, at: number): string {
  const margin = cut(code, [code.lastIndexOf('\n', at - 1) + 1, at])
  return /^[ \t]*$/.test(margin) ? `\n${margin}` : ' '
}
