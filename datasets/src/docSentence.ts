import type { RecordLanguage } from '@codepurify/dataset'

const fewestWords = 4
const unusable = /\{@inheritDoc\}|\bTODO\b|\bFIXME\b|\bcopyright\b|\blicen[cs]ed?\b|SPDX-/i

/**
 * The first sentence of a doc comment, as CodeSearchNet takes it: markers, tags and HTML removed, at least four words; undefined where there is none.
 * In Java and JavaScript only a doc comment (two asterisks) counts; in C any comment, and of a gtk-doc comment the description.
 */
export function docSentence(comment: string, language: RecordLanguage): string | undefined {
  const trimmed = comment.trim()
  if (unusable.test(trimmed) || (language !== 'c' && !trimmed.startsWith('/**'))) return undefined
  const lines = trimmed
    .replace(/^\/\*[*!]*/, '')
    .replace(/\**\*\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*(\/\/[/!<]*|\*+(?!\w))\s?/, '').trim())
  const kept =
    language === 'c'
      ? lines
          .map((line) => line.replace(/^[@\\]brief\s+/, ''))
          .filter((line) => !/^@?\w+(\(\))?:($|.*)/.test(line) || /^\w+:\s+\w+ \w+ \w+/.test(line))
      : lines
  const tag = kept.findIndex((line) => /^[@\\]\w/.test(line))
  const prose = (tag < 0 ? kept : kept.slice(0, tag)).join('\n')
  const paragraphs = prose.split(/\n\s*\n/).map(plainText)
  const [first] = language === 'c' ? paragraphs.filter(hasEnoughWords) : paragraphs.filter((paragraph) => paragraph !== '')
  if (first === undefined) return undefined
  const sentence = /^.*?[^.](?<!\b(i\.e|e\.g|etc|vs))[.!?](?=\s|$)/.exec(first)?.[0] ?? first
  return hasEnoughWords(sentence) ? sentence : undefined
}

function plainText(paragraph: string): string {
  return paragraph
    .replace(/\{@\w+\s+([^{}]*)\}/g, '$1')
    .replace(/<\/?[a-zA-Z][^<>]*>/g, ' ')
    .replace(/[-=_*#]{4,}/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function hasEnoughWords(text: string): boolean {
  return text.split(' ').filter((word) => /[A-Za-z]/.test(word)).length >= fewestWords
}
