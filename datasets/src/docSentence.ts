import type { RecordLanguage } from '@codepurify/dataset'

const fewestWords = 4
const unusable = /\{@inheritDoc\}|\bTODO\b|\bFIXME\b|\bcopyright\b|\blicen[cs]ed?\b|SPDX-/i

/**
 * The first sentence of a doc comment, as CodeSearchNet takes it: markers, tags and HTML removed, at least four words; undefined where there is none.
 * In Java and JavaScript only a doc comment (two asterisks) counts; in C any comment.
 */
export function docSentence(comment: string, language: RecordLanguage): string | undefined {
  const trimmed = comment.trim()
  if (language !== 'c' && !trimmed.startsWith('/**')) return undefined
  if (unusable.test(trimmed)) return undefined
  const text = trimmed
    .replace(/^\/\*[*!]*|\**\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*(\/\/[/!]*|\*+)\s?/, '').trim())
    .join('\n')
  const prose = text.split(/(?:^|\n)\s*@|\n\s*\n/).find((part) => part.trim() !== '') ?? ''
  if (text.trim().startsWith('@')) return undefined
  const plain = prose
    .replace(/\{@\w+\s+([^{}]*)\}/g, '$1')
    .replace(/<\/?[a-zA-Z][^<>]*>/g, ' ')
    .replace(/[-=_*#]{4,}/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const sentence = /^.*?[.!?](?=\s|$)/.exec(plain)?.[0] ?? plain
  return sentence.split(' ').filter((word) => /[A-Za-z]/.test(word)).length >= fewestWords ? sentence : undefined
}
