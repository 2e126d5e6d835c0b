/** Java's keywords and literals, as they stand in DeepCom's lower-case words. */
const reserved = new Set(
  (
    'abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for goto if implements import ' +
    'instanceof int interface long native new null package private protected public return short static strictfp super switch synchronized this throw throws ' +
    'transient true false try void volatile while'
  ).split(' '),
)
const primitives = new Set('boolean byte char double float int long short void'.split(' '))
const modifiers = new Set(
  'abstract final native private protected public static strictfp synchronized transient volatile default'.split(' '),
)
/** Stand between two names. */
const between = new Set('extends implements instanceof throws'.split(' '))
/** Begin a statement and may have a name behind them. */
const openers = new Set('assert case else final return throw static synchronized'.split(' '))
/** Keywords that stand in front of a run of words without being part of a name. */
const leading = new Set([...primitives, ...openers, 'new', 'public', 'private', 'protected'])
const statementStart = new Set(['{', ';', '}', ')', ':', '->'])
const annotations = new Set('override deprecated test before after nullable nonnull inject visiblefortesting'.split(' '))

const isPiece = (token: string | undefined): boolean => token !== undefined && /^[\p{L}\p{N}_$]/u.test(token)

/** A run of words, and what stands around it. */
interface Run {
  readonly words: readonly string[]
  readonly before: string | undefined
  readonly after: string | undefined
  /** What stands behind the run's brackets, where it has some: `[ ]`. */
  readonly afterBrackets: string | undefined
  /** The word in front of the parenthesis that the run begins in. */
  readonly opener: string | undefined
}

/** What is known about a method while its words are joined. */
interface Scope {
  /** Runs of words as they stand in the code, joined by spaces, with how often. */
  readonly runs: ReadonlyMap<string, number>
  readonly declared: Set<string>
}

/**
 * Joins the words that DeepCom's preparation split names into (`get int value` was `getIntValue`), so that a method can be parsed; the case of the original is not
 * known. Where a type and a name stand side by side (`random seed seed`), the split is the one whose name is used in the body. Text that holds no such method comes back
 * with its words joined as far as the rules reach.
 */
export function wholeNames(code: string): string {
  const tokens = code
    .replace(/- >/g, '->')
    .replace(/: :/g, '::')
    .replace(/> > (?:> )?(?=num_|\d)/g, (shift) => `${shift.replaceAll(' ', '')} `)
    .replace(/\. \. \./g, '...')
    .split(/\s+/u)
    .filter((token) => token !== '')
  const scope: Scope = { runs: countRuns(tokens), declared: new Set() }
  const bodyStart = tokens.findIndex((token, at) => token === '{' && tokens.slice(0, at).includes(')'))
  const headerEnd = bodyStart < 0 ? tokens.length : bodyStart
  const opening = headerOpening(tokens.slice(0, headerEnd))
  const body = tokens.slice(headerEnd)
  const kind =
    body[2] === '(' && /^(?:super|this)$/.test(body[1] ?? '')
      ? 'constructor'
      : bodyStart < 0 || /return [^;]/.test(body.join(' '))
        ? 'method'
        : 'unknown'
  const out: string[] = []
  const parentheses: (string | undefined)[] = []
  let generic = 0
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at] ?? ''
    if (!isPiece(token)) {
      if (token === '(') parentheses.push(at === opening ? 'parameters' : tokens[at - 1])
      if (token === ')') parentheses.pop()
      if (at < headerEnd) generic += Number(token === '<') - Number(token === '>')
      out.push(token)
      at += 1
      continue
    }
    let end = at
    while (isPiece(tokens[end])) end += 1
    let behind = end
    while (tokens[behind] === '[' && tokens[behind + 1] === ']') behind += 2
    const run: Run = {
      words: tokens.slice(at, end),
      before: tokens[at - 1],
      after: tokens[end],
      afterBrackets: behind > end ? tokens[behind] : undefined,
      opener: parentheses.at(-1),
    }
    if (at >= headerEnd) out.push(...bodyNames(run, scope))
    else if (generic > 0) out.push(...genericNames(run.words))
    else out.push(...headerNames(run, scope, { isName: end === opening, kind }))
    at = end
  }
  return spaced(out)
}

/** Where the parameters begin: the first parenthesis that is no annotation's. */
function headerOpening(header: readonly string[]): number {
  let depth = 0
  for (let at = 0; at < header.length; at++) {
    if (header[at] === '(') {
      let first = at - 1
      while (isPiece(header[first])) first -= 1
      if (depth === 0 && header[first] !== '@') return at
      depth += 1
    }
    if (header[at] === ')') depth -= 1
  }
  return -1
}

function headerNames(
  run: Run,
  scope: Scope,
  o: { readonly isName: boolean; readonly kind: 'constructor' | 'method' | 'unknown' },
): string[] {
  const { before, after, afterBrackets, opener } = run
  const { out, rest } = annotated(run)
  while (modifiers.has(rest[0] ?? '')) out.push(rest.shift() ?? '')
  if (between.has(rest[0] ?? '')) out.push(rest.shift() ?? '')
  if (rest.length === 0) return out
  // what stands behind a type's end is a name
  if (out.length === 0 && ['>', ']', '...'].includes(before ?? '') && !(o.isName && before === '>')) return [declare(rest, scope)]
  if (o.isName) {
    if (rest.length < 2 || o.kind === 'constructor' || (o.kind === 'unknown' && !primitives.has(rest[0] ?? '')))
      return [...out, camel(rest)]
    const length = primitives.has(rest[0] ?? '') ? 1 : before === '>' ? 0 : typeLength(rest, scope)
    return [...out, ...(length === 0 ? [] : [camel(rest.slice(0, length))]), camel(rest.slice(length))]
  }
  if (primitives.has(rest[0] ?? '')) {
    out.push(rest.shift() ?? '')
    return rest.length === 0 ? out : [...out, declare(rest, scope)]
  }
  const ends = [',', ')']
  if (opener !== 'parameters' || rest.length < 2 || !ends.includes(afterBrackets ?? after ?? '')) return [...out, ...genericNames(rest)]
  const split = nameStart(rest, scope) ?? (halved(rest) ? rest.length / 2 : rest.length - 1)
  return [...out, camel(rest.slice(0, split)), declare(rest.slice(split), scope)]
}

/** The annotation's name at the start of a run, where it is one, and the rest. */
function annotated({ words, before }: Run): { out: string[]; rest: string[] } {
  if (before !== '@') return { out: [], rest: [...words] }
  const length = annotations.has(words[0] ?? '') ? 1 : Math.max(1, untilReserved(words, 0))
  return { out: [camel(words.slice(0, length))], rest: words.slice(length) }
}

/** Names of types, which `extends` and the like may stand between. */
function genericNames(words: readonly string[]): string[] {
  const at = words.findIndex((word, index) => between.has(word) || (index === 0 && word === 'super'))
  if (at < 0) return words.length === 0 ? [] : [typeName(words)]
  return [...(at === 0 ? [] : [typeName(words.slice(0, at))]), words[at] ?? '', ...genericNames(words.slice(at + 1))]
}

/** A keyword alone cannot be a class: `long` was `Long`. */
function typeName(words: readonly string[]): string {
  const [word = ''] = words
  return words.length === 1 && reserved.has(word) ? word.charAt(0).toUpperCase() + word.slice(1) : camel(words)
}

function bodyNames(run: Run, scope: Scope): string[] {
  const { before, after, opener } = run
  const { out, rest: words } = annotated(run)
  let rest = words
  let starts = before === undefined || before === '@' || statementStart.has(before)
  const declaring = before === '(' && ['for', 'try', 'catch'].includes(opener ?? '')
  let final = false
  if (between.has(rest[0] ?? '') && (before === ')' || before === ']')) out.push(rest.shift() ?? '')
  while (rest.length > 0) {
    const [word = '', next] = rest
    const called = word === 'assert' && (after === '(' || next === undefined)
    if ((starts && openers.has(word) && !called && !(word === 'case' && before === ')')) || (declaring && word === 'final')) {
      out.push(word)
      rest = rest.slice(1)
      final ||= word === 'final'
      starts = word === 'else' || word === 'final' || word === 'static'
      continue
    }
    const type =
      primitives.has(word) && after !== '.' && (starts || declaring || final || (next === undefined && (before === '(' || after === '[')))
    if (type && !(next === undefined && after === '('))
      return [...out, word, ...(next === undefined ? [] : [declare(rest.slice(1), scope)])]
    if (word === 'new' && next !== undefined && '([<{.'.includes(after ?? ' ') && before !== '.') {
      out.push(word)
      rest = rest.slice(1)
      if (rest.length === 1) return [...out, ...rest]
      continue
    }
    if (reserved.has(word) && next === undefined)
      return [
        ...out,
        (after === '.' && before !== '.' && word !== 'this' && word !== 'super') || (after === '<' && word === 'class')
          ? typeName([word])
          : word,
      ]
    const length = Math.max(1, untilBetween(rest))
    const name = rest.slice(0, length)
    const last = length === rest.length
    const qualified = before === '.' && out.length === 0 && after === '=' && halved(name)
    if (last && (starts || declaring || final || qualified))
      out.push(...maybeDeclared(name, { after, must: declaring && after !== ';' && after !== '=', scope }))
    else out.push(named(name, before, scope, after))
    rest = rest.slice(length)
    if (between.has(rest[0] ?? '')) {
      out.push(rest[0] ?? '')
      rest = rest.slice(1)
    }
    starts = false
  }
  return out
}

/** A name behind `>` or `]` may be a declared one. */
function named(words: readonly string[], before: string | undefined, scope: Scope, after: string | undefined): string {
  const declares = (before === '>' || before === ']') && ['=', ';', ':', ',', ')'].includes(after ?? '')
  return declares ? declare(words, scope) : camel(words)
}

/** A run at the start of a statement: a name, or a type and a name. */
function maybeDeclared(words: readonly string[], o: { after: string | undefined; must: boolean; scope: Scope }): string[] {
  const { after = '', scope } = o
  if (words.length < 2 || !['=', ';', ':', ')', ','].includes(after)) return [camel(words)]
  if (!o.must && scope.declared.has(camel(words))) return [camel(words)]
  const found = nameStart(words, scope)
  const whole = (scope.runs.get(words.join(' ')) ?? 0) > 1
  const sure = o.must || after === ';' || after === ':'
  if (!sure && (found === undefined || whole)) return [camel(words)]
  const split = found ?? (halved(words) ? words.length / 2 : words.length - 1)
  return [camel(words.slice(0, split)), declare(words.slice(split), scope)]
}

/** Where the name begins in a type and a name: the longest end of the run that stands alone somewhere. */
function nameStart(words: readonly string[], { runs }: Scope): number | undefined {
  for (let start = 1; start < words.length; start++) if (runs.has(words.slice(start).join(' '))) return start
  return undefined
}

/** How many words of a run are the type: the longest beginning that stands alone somewhere, else one. */
function typeLength(words: readonly string[], { runs }: Scope): number {
  for (let length = words.length - 1; length > 1; length--) if (runs.has(words.slice(0, length).join(' '))) return length
  return 1
}

function halved(words: readonly string[]): boolean {
  const half = words.length / 2
  return Number.isInteger(half) && words.slice(0, half).join(' ') === words.slice(half).join(' ')
}

function declare(words: readonly string[], { declared }: Scope): string {
  const name = camel(words)
  declared.add(name)
  return name
}

function untilReserved(words: readonly string[], from: number): number {
  const found = words.findIndex((word, at) => at >= from && reserved.has(word))
  return found < 0 ? words.length : found
}

function untilBetween(words: readonly string[]): number {
  const found = words.findIndex((word, at) => at > 0 && between.has(word))
  return found < 0 ? words.length : found
}

/** Runs of words that are no keywords, as they stand, and how often. */
function countRuns(tokens: readonly string[]): Map<string, number> {
  const runs = new Map<string, number>()
  for (let at = 0; at < tokens.length; at++) {
    if (!isPiece(tokens[at])) continue
    let end = at
    while (isPiece(tokens[end])) end += 1
    let start = at
    while (start < end && leading.has(tokens[start] ?? '')) start += 1
    const run = tokens.slice(start, end).join(' ')
    if (run !== '') runs.set(run, (runs.get(run) ?? 0) + 1)
    at = end
  }
  return runs
}

/** The words as one name, as Java would write it; a keyword alone stays one. */
function camel(words: readonly string[]): string {
  return words.map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('')
}

/** Tokens as code is written: no space around a point, inside of parentheses, before `;` and `,`. */
function spaced(tokens: readonly string[]): string {
  return tokens
    .join(' ')
    .replace(/ ?(\.|::) ?/g, '$1')
    .replace(/([([]) /g, '$1')
    .replace(/ ([)\],;])/g, '$1')
    .replace(/(?<=[\p{L}\p{N}_$]) (?=[[])/gu, '')
    .replace(/(?<=[\p{L}\p{N}_$]) (?=\()/gu, (_, at: number, whole: string) =>
      /\b(?:if|for|while|switch|catch|synchronized|return|try|case|throw|assert|else|do)$/.test(whole.slice(0, at)) ? ' ' : '',
    )
    .replace(/ (\+\+|--)(?=[;)\],])/g, '$1')
}
