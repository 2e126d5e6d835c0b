/** Times training 4,096 tokens on 12 MB of code, or as much as there is, and encoding 9 MB, beside the library alone, on one core. Usage: node dist/benchmarks/tokenize.js <functions.jsonl.gz> <column> [out.json] */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { figure, figuresText } from '@codepurify/metrics'
import { Tokenizer as Library } from '@huggingface/tokenizers'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { Tokenizer, trainBytePairEncoding } from '@codepurify/tokenizer'

const [path, column, out] = process.argv.slice(2)
if (!path || !column) throw new Error('expected a .jsonl.gz file and the name of the column with the code')

const functions = gunzipSync(readFileSync(path))
  .toString()
  .trimEnd()
  .split('\n')
  .map((line) => String((JSON.parse(line) as Record<string, unknown>)[column]))
  // the library takes these for special tokens wherever they stand
  .filter((code) => !/<\/?s>|<pad>|<unk>|<mask>/.test(code))

const text = take(functions, 12e6)
const trained = timed(() => trainBytePairEncoding(text, { vocabularySize: 4096 }))
const some = take(functions, 9e6)
const characters = some.reduce((sum, code) => sum + code.length, 0)

const json = trained.value.toJson() as object
const tokenizer = Tokenizer.fromJson(json)
const library = new Library(json, {})
const ours = timed(() => count(some, (code) => tokenizer.encode(code).ids.length))
const theirs = timed(() => count(some, (code) => library.encode(code, { add_special_tokens: false }).ids.length))
if (ours.value !== theirs.value) throw new Error(`the library gives ${theirs.value} tokens, this package ${ours.value}: expected the same`)
const result = {
  training: {
    megabytes: text.reduce((sum, code) => sum + code.length, 0) / 1e6,
    vocabulary: trained.value.vocabularySize,
    seconds: trained.seconds,
  },
  encoding: {
    functions: some.length,
    characters,
    tokens: ours.value,
    seconds: ours.seconds,
    librarySeconds: theirs.seconds,
    ratio: theirs.seconds / ours.seconds,
  },
}
console.log(JSON.stringify(result, undefined, 2))
const columns = ['code', 'trained on, MB', 'training, s', 'functions encoded', 'encoding, s', 'the library alone, s', 'ratio']
const row = [
  ...[`${basename(dirname(path))}, ${column}`, figure(result.training.megabytes, 1), figure(trained.seconds, 1), figure(some.length)],
  ...[figure(ours.seconds, 1), figure(theirs.seconds, 1), figure(theirs.seconds / ours.seconds, 1)],
]
if (out) writeFileSync(out, figuresText({ tokenize: { columns, rows: [row] } }, { result }))

function take(codes: readonly string[], units: number): string[] {
  let left = units
  return codes.filter((code) => (left -= code.length) > 0)
}

function count(codes: readonly string[], tokens: (code: string) => number): number {
  return codes.reduce((sum, code) => sum + tokens(code), 0)
}

function timed<T>(work: () => T): { value: T; seconds: number } {
  const start = performance.now()
  const value = work()
  return { value, seconds: Math.round(performance.now() - start) / 1000 }
}
