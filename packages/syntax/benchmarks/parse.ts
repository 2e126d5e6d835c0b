/** Methods of Java worked through per second, on one core. Usage: node dist/benchmarks/parse.js [<functions.jsonl or .jsonl.gz> <column> [out.json]] */
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { figure, figuresText } from '@codepurify/metrics'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { loadLanguage } from '@codepurify/syntax'

const sample = `public int total(List<Item> items, int limit) {
  int sum = 0;
  for (Item item : items) {
    if (item.price() > limit) continue;
    sum += item.price() * item.count();
  }
  log.debug("total " + sum);
  return sum;
}`

const [path, column = 'code', out] = process.argv.slice(2)
const codes = path === undefined ? [sample] : read(path).slice(0, 2_000)
const rounds = Math.ceil(10_000 / codes.length)
const java = await loadLanguage('java')

const result = {
  methods: codes.length,
  meanCharacters: Math.round(codes.reduce((sum, code) => sum + code.length, 0) / codes.length),
  parse: measure((code) => java.parse(code)),
  tokens: measure((code) => java.parse(code).tokens()),
  functions: measure((code) => java.parse(code).functions()),
  units: measure((code) => java.parse(code).units()),
}
console.log(JSON.stringify(result, null, 2))
const columns = ['what', 'methods a second', 'of processor time']
const row = (what: string, { perSecond, perCpuSecond }: ReturnType<typeof measure>) => [what, figure(perSecond), figure(perCpuSecond)]
const rows = [row('parse', result.parse), row('parse and tokens', result.tokens), row('parse and functions', result.functions), row('parse and units', result.units)] // prettier-ignore
if (out) writeFileSync(out, figuresText({ parse: { columns, rows } }, { result }))

function read(file: string): string[] {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => String((JSON.parse(line) as Record<string, unknown>)[column]))
}

/** Per second of the clock, and per second of work: the clock also runs for others. */
function measure(work: (code: string) => unknown) {
  for (let warm = 0; warm < 2_000; warm++) work(codes[warm % codes.length] ?? '')
  const start = performance.now()
  const cpu = process.cpuUsage().user
  for (let round = 0; round < rounds; round++) for (const code of codes) work(code)
  const methods = rounds * codes.length
  return {
    perSecond: Math.round((methods / (performance.now() - start)) * 1e3),
    perCpuSecond: Math.round((methods / (process.cpuUsage().user - cpu)) * 1e6),
  }
}
