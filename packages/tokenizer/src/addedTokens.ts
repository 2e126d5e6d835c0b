import type { AddedToken } from './vocabulary.js'
import { extraIdContents, takesSpace, usualExtraIds } from './vocabularyLayout.js'

const roles = ['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token']

interface Flagged {
  readonly content: string
  readonly lstrip: boolean
  readonly rstrip: boolean
}

/**
 * The added tokens of a folder with vocab.json: those of a parsed special_tokens_map.json, in its order, then those of added_tokens.json (`placed`, with their ids).
 * Where the map names none, they are RoBERTa's, or CodeT5's where the vocabulary starts as CodeT5's does: `<extra_id_99>` to `<extra_id_0>` then get the next ids.
 * A token that neither the vocabulary nor added_tokens.json places gets the next id. Throws, naming `where`, on an entry that is no token.
 */
export function addedTokens(
  map: unknown,
  placed: ReadonlyMap<string, number>,
  ids: ReadonlyMap<string, number>,
  where: string,
): AddedToken[] {
  const mapped = mappedTokens(map, where)
  // the slow tokenizer strips both sides of what is only a string in a file (transformers 4.24, `PreTrainedTokenizer.tokenize`)
  const listed = [...placed.keys()].map((content) => ({ content, lstrip: true, rstrip: true }))
  const added = new Map<string, AddedToken>()
  let next = Math.max(ids.size - 1, ...placed.values()) + 1
  for (const token of [...(mapped.length > 0 ? mapped : usualTokens(ids, placed)), ...listed]) {
    if (added.has(token.content)) continue
    added.set(token.content, { ...token, id: placed.get(token.content) ?? ids.get(token.content) ?? next++ })
  }
  return [...added.values()]
}

function mappedTokens(map: unknown, where: string): Flagged[] {
  if (typeof map !== 'object' || map === null || Array.isArray(map))
    throw new TypeError(`${where} is ${JSON.stringify(map).slice(0, 80)}, expected an object`)
  const named = map as Readonly<Record<string, unknown>>
  const more: unknown = named.additional_special_tokens ?? []
  if (!Array.isArray(more))
    throw new TypeError(`${where}: additional_special_tokens is ${JSON.stringify(more).slice(0, 80)}, expected a list`)
  const entries = [
    ...roles.map((role) => [role, named[role]] as const),
    ...more.map((entry: unknown) => ['additional_special_tokens', entry] as const),
  ]
  return entries.filter(([, entry]) => entry !== undefined && entry !== null).map(([name, entry]) => flagged(entry, `${where}: ${name}`))
}

function flagged(entry: unknown, where: string): Flagged {
  if (typeof entry === 'string' && entry !== '') return { content: entry, lstrip: true, rstrip: true }
  const { content, lstrip, rstrip } = (typeof entry === 'object' ? entry : {}) as Readonly<Record<string, unknown>>
  if (typeof content !== 'string' || content === '')
    throw new TypeError(`${where} is ${JSON.stringify(entry).slice(0, 80)}, expected a token: a text, or an object with "content"`)
  return { content, lstrip: lstrip === true, rstrip: rstrip === true }
}

function usualTokens(ids: ReadonlyMap<string, number>, placed: ReadonlyMap<string, number>): Flagged[] {
  const sentinels = [...ids.keys(), ...placed.keys()].filter((token) => /^<extra_id_\d+>$/.test(token))
  const isCodeT5 = ids.get('<pad>') === 0 && ids.get('<s>') === 1
  const more = sentinels.length > 0 || !isCodeT5 ? sentinels : extraIdContents(usualExtraIds)
  return ['<s>', '</s>', '<unk>', '<pad>', '<mask>', ...more].map((content) => ({ content, lstrip: takesSpace(content), rstrip: false }))
}
