import { checkVocabulary, type AddedToken, type Vocabulary } from './vocabulary.js'

type Fields = Readonly<Record<string, unknown>>

/**
 * Reads a parsed tokenizer.json (Hugging Face tokenizers, version 1.0): byte-level BPE, lower-casing or no normaliser.
 * Throws, naming `where` and the field, on anything else, since an unknown step would give other ids without a word.
 */
export function fromTokenizerJson(json: unknown, where: string): Vocabulary {
  const file = fields(json, where)
  const model = fields(file.model, `${where}: model`)
  if (model.type !== undefined && model.type !== 'BPE') throw unsupported(where, 'model.type', model.type, '"BPE"')
  for (const name of ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix', 'byte_fallback']) {
    if (model[name]) throw unsupported(where, `model.${name}`, model[name], 'none')
  }
  const steps = fields(file.pre_tokenizer ?? {}, `${where}: pre_tokenizer`)
  if (steps.type !== 'ByteLevel' || steps.use_regex === false)
    throw unsupported(where, 'pre_tokenizer', file.pre_tokenizer, 'ByteLevel with its regular expression')
  const added = addedTokens(file.added_tokens ?? [], where)
  return checkVocabulary(
    {
      ids: withAdded(idsOf(model.vocab, `${where}: model.vocab`), added, where),
      merges: mergesOf(model.merges, where),
      added,
      lowercase: isLowercase(file.normalizer, where),
      addPrefixSpace: steps.add_prefix_space === true,
      ignoreMerges: model.ignore_merges === true,
    },
    where,
  )
}

/** Writes a vocabulary as tokenizer.json, with the <s> … </s> around a text that RoBERTa wants from a reader of the file. */
export function toTokenizerJson({ ids, merges, added, lowercase, addPrefixSpace, ignoreMerges }: Vocabulary): unknown {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: addPrefixSpace, trim_offsets: true, use_regex: true }
  const around = { sep: ['</s>', ids.get('</s>')], cls: ['<s>', ids.get('<s>')], trim_offsets: true, add_prefix_space: addPrefixSpace }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [...added]
      .sort((a, b) => a.id - b.id)
      .map(({ id, content, lstrip, rstrip }) => ({ id, content, single_word: false, lstrip, rstrip, normalized: false, special: true })),
    normalizer: lowercase ? { type: 'Lowercase' } : null,
    pre_tokenizer: byteLevel,
    post_processor: { type: 'RobertaProcessing', ...around },
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: ignoreMerges,
      vocab: Object.fromEntries([...ids].sort((a, b) => a[1] - b[1])),
      merges: merges.map((pair) => pair.join(' ')),
    },
  }
}

/** The ids of a parsed vocab.json. `where` names it in the errors. */
export function idsOf(json: unknown, where: string): Map<string, number> {
  return new Map(Object.entries(fields(json, where)).map(([token, id]) => [token, numberOf(id, `${where}: "${token}"`)]))
}

/** The ids together with those of the added tokens. Throws when a token is listed with two ids. */
export function withAdded(ids: ReadonlyMap<string, number>, added: readonly AddedToken[], where: string): Map<string, number> {
  const all = new Map(ids)
  for (const { content, id } of added) {
    const known = all.get(content)
    if (known !== undefined && known !== id)
      throw new Error(`${where}: the added token "${content}" has the id ${id}, but ${known} in the vocabulary`)
    all.set(content, id)
  }
  return all
}

/** A merge as merges.txt writes it, "left right". Throws with the text when it is something else. */
export function mergeOf(line: string, where: string): readonly [string, string] {
  const [left, right, ...rest] = line.split(' ')
  if (!left || !right || rest.length > 0) throw new Error(`${where}: got "${line}", expected two tokens with one space between them`)
  return [left, right]
}

function mergesOf(json: unknown, where: string): (readonly [string, string])[] {
  if (!Array.isArray(json)) throw unsupported(where, 'model.merges', json, 'a list')
  return json.map((merge: unknown, i) => mergeOf(Array.isArray(merge) ? merge.join(' ') : String(merge), `${where}: model.merges[${i}]`))
}

function addedTokens(json: unknown, where: string): AddedToken[] {
  if (!Array.isArray(json)) throw unsupported(where, 'added_tokens', json, 'a list')
  return json.map((entry: unknown, i) => {
    const token = fields(entry, `${where}: added_tokens[${i}]`)
    if (typeof token.content !== 'string' || token.content === '')
      throw unsupported(where, `added_tokens[${i}].content`, token.content, 'a text')
    const id = numberOf(token.id, `${where}: added_tokens[${i}].id`)
    return { id, content: token.content, lstrip: token.lstrip === true, rstrip: token.rstrip === true }
  })
}

function isLowercase(json: unknown, where: string): boolean {
  if (json === null || json === undefined) return false
  if (fields(json, `${where}: normalizer`).type !== 'Lowercase') throw unsupported(where, 'normalizer', json, 'none or Lowercase')
  return true
}

function fields(json: unknown, where: string): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new TypeError(`${where} is ${short(json)}, expected an object`)
  return json as Fields
}

function numberOf(json: unknown, where: string): number {
  if (typeof json !== 'number') throw new TypeError(`${where} is ${short(json)}, expected a number`)
  return json
}

function unsupported(where: string, field: string, got: unknown, expected: string): Error {
  return new Error(`${where}: ${field} is ${short(got)}, expected ${expected}. Only byte-level BPE tokenizers are read.`)
}

function short(json: unknown): string {
  return (JSON.stringify(json) ?? 'missing').slice(0, 80)
}
