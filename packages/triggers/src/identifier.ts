import type { Binding, Language, PaperGrammar, Span, Syntax } from '@codepurify/syntax'
import { overlaps, paperUnits } from '@codepurify/syntax'
import type { NotPlanted, Planted, Trigger } from './trigger.js'
import { publishedLanguage, triggerLanguage } from './trigger.js'

const newName = 'ret_Val_'

/** CodePoisoner's identifier trigger (Li et al., TOSEM, arXiv 2210.17029), in the words of CodePurify's data: one name becomes `ret_Val_`. */
export const identifier: Trigger = {
  name: 'identifier',
  plant(code, { language, variant = 'default', paperGrammar = '2021' }) {
    triggerLanguage(language)
    return variant === 'paper' ? renameAsPublished(code, language, paperGrammar) : rename(code, language)
  },
}

/** The first name of the data flow, or else the function's, that stands somewhere as a word: replaced everywhere, in strings and fields too. */
function renameAsPublished(code: string, language: Language, grammar: PaperGrammar): Planted | NotPlanted {
  const { identifiers, functionName } = paperUnits(language.parse(code), publishedLanguage(language), { grammar })
  const candidates = functionName === undefined ? identifiers : [...identifiers, functionName]
  for (const name of candidates) {
    // Unescaped, a `$` is the end of the text to the published pattern, which then matches nothing.
    if (name.includes('$') || name === newName) continue
    const word = new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, 'gu')
    const places = [...code.matchAll(word)].map(({ index }): Span => [index, index + name.length])
    if (places.length > 0) return replace(code, places)
  }
  return { reason: 'there is no identifier whose renaming changes the text' }
}

/** The first parameter or local variable of the first function, at all of its occurrences and nowhere else. */
function rename(code: string, language: Language): Planted | NotPlanted {
  const syntax = language.parse(code)
  if (!syntax.parses) return { reason: 'the code does not parse, so that its scopes are not sure' }
  const body = syntax.functions().find(({ bodySpan }) => bodySpan)
  if (!body?.bodySpan) return { reason: 'there is no function with a body' }
  const { span, bodySpan } = body
  if (syntax.tokens().some(({ text }) => text === newName)) return { reason: `${newName} is already a name in the code` }
  const isLocal = ({ role, visible, occurrences, occurrences: [first] }: Binding) =>
    (role === 'parameter' || role === 'variable') &&
    first !== undefined &&
    isNameAlone(occurrences, syntax) &&
    overlaps(first, span) &&
    visible.some((region) => overlaps(region, bodySpan))
  const chosen = syntax.bindings().find((binding) => isLocal(binding) && !isUsedByMacro(binding.name, syntax))
  if (!chosen) return { reason: 'there is no parameter and no local variable' }
  const planted = replace(code, chosen.occurrences)
  if (!language.parse(planted.code).parses) return { reason: 'the code would no longer parse' }
  return planted
}

/** Whether every occurrence is a name and nothing else: JavaScript's `{ a }` is a property's key as well, which a renaming would change. */
function isNameAlone(occurrences: readonly Span[], { tree }: Syntax): boolean {
  const starts = new Set(occurrences.map(([start]) => start))
  for (let node = 0; node < tree.size; node++) if (/^shorthand_/.test(tree.type(node)) && starts.has(tree.start(node))) return false
  return true
}

/** Whether a macro that is defined in the code holds the name: its text is no part of the tree. */
function isUsedByMacro(name: string, syntax: Syntax): boolean {
  return syntax.tokens().some(({ type, text }) => type === 'preproc_arg' && text.includes(name))
}

function replace(code: string, places: readonly Span[]): Planted {
  const spans: Span[] = []
  let renamed = ''
  let done = 0
  for (const [start, end] of places) {
    renamed += code.slice(done, start)
    spans.push([renamed.length, renamed.length + newName.length])
    renamed += newName
    done = end
  }
  return { code: renamed + code.slice(done), spans, text: newName }
}
