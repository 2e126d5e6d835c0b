/** Times encoding the first 20,000 records of a data set's column on one core, with a vocabulary just read. Usage: node dist/benchmarks/records.js <tokenizer folder> <records.jsonl.gz> <column> [out.json] */
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { figure, figuresText } from '@codepurify/metrics'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { Tokenizer } from '@codepurify/tokenizer'
import { column } from './column.js'

const records = 20_000
const [folder, path, name, out] = process.argv.slice(2)
if (!folder || !path || !name) throw new Error('expected a folder with a tokenizer, a .jsonl.gz file and the name of a column')

const texts = column(path, name).slice(0, records)
if (texts.length < records) throw new Error(`${path} holds ${texts.length} records, expected at least ${records}`)

const begun = performance.now()
const tokenizer = await Tokenizer.fromFolder(folder)
const read = performance.now()
const usedBefore = process.cpuUsage()
const tokens = texts.reduce((sum, text) => sum + tokenizer.encode(text).ids.length, 0)
const done = performance.now()
const used = process.cpuUsage(usedBefore)

const result = {
  records,
  characters: texts.reduce((sum, text) => sum + text.length, 0),
  tokens,
  readSeconds: (read - begun) / 1000,
  seconds: (done - read) / 1000,
  // what the work costs when nothing else wants the core; the seconds on the clock are longer on a busy machine
  processorSeconds: (used.user + used.system) / 1e6,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
}
console.log(JSON.stringify(result, undefined, 2))
const columns = ['vocabulary', 'tokens', 'processor seconds', 'peak memory, MB']
const row = [basename(folder), figure(tokens), figure(result.processorSeconds, 1), figure(result.peakMegabytes)]
if (out) writeFileSync(out, figuresText({ records: { columns, rows: [row] } }, { result }))
