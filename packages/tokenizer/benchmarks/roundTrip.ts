/** Encodes and decodes every function of a data set and checks that the text comes back and that the spans cover it. Usage: node dist/benchmarks/roundTrip.js <tokenizer folder> <out.json> <records.jsonl.gz:column> … */
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { figure, figuresText } from '@codepurify/metrics'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { Tokenizer, type Encoding } from '@codepurify/tokenizer'
import { column } from './column.js'

const [folder, out, ...sources] = process.argv.slice(2)
if (!folder || !out || sources.length === 0)
  throw new Error('expected a folder with a tokenizer, a file to write, and data sets as file.jsonl.gz:column')

const tokenizer = await Tokenizer.fromFolder(folder)
const results = sources.map((source) => {
  const [path = '', name = ''] = source.split(':')
  const texts = column(path, name)
  const wrong: number[] = []
  let tokens = 0
  texts.forEach((text, i) => {
    const encoding = tokenizer.encode(text)
    tokens += encoding.ids.length
    if (tokenizer.decode(encoding.ids) !== text || !covers(encoding, text.length)) wrong.push(i)
  })
  return { source: `${path.split('/').slice(-2).join('/')} ${name}`, texts: texts.length, tokens, wrong }
})
const used = process.cpuUsage()
const report = {
  vocabularySize: tokenizer.vocabularySize,
  results,
  processorSeconds: (used.user + used.system) / 1e6,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
}
console.log(JSON.stringify(report, undefined, 2))
const sum = (of: (one: (typeof results)[number]) => number): string => figure(results.reduce((total, one) => total + of(one), 0))
const columns = ['vocabulary', 'functions', 'tokens', 'not come back', 'processor seconds', 'peak memory, MB']
const row = [
  ...[basename(folder), sum(({ texts }) => texts), sum(({ tokens }) => tokens), sum(({ wrong }) => wrong.length)],
  ...[figure(report.processorSeconds, 1), figure(report.peakMegabytes)],
]
writeFileSync(out, figuresText({ roundTrip: { columns, rows: [row] } }, { report }))
if (results.some(({ wrong }) => wrong.length > 0)) process.exitCode = 1

/** Whether the spans start at 0, end at the length and leave no gap; parts of one character share a span. */
function covers({ spans }: Encoding, length: number): boolean {
  let end = 0
  for (const [from, to] of spans) {
    if (from > end || to < end || to <= from) return false
    end = to
  }
  return end === length
}
