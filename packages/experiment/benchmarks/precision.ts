/**
 * @file What would int8 win, and what would it change? Encoders of several widths, and the decisions of a trained single-function classifier.
 * Usage: node dist/benchmarks/precision.js out.json checkpoint records.jsonl.gz [records] [threads]; records have a column `func`.
 */
import { writeFileSync } from 'node:fs'
import { checkRow, readRows } from '@codepurify/dataset'
import { createSession, Graph, int32, quantizeWeights, type Session, type Weights } from '@codepurify/graph'
import { figure, figuresText, random, splitAtWhiteSpace } from '@codepurify/metrics'
import {
  initializeClassifier,
  Parameters,
  parseRobertaClassifierConfig,
  readCheckpoint,
  rulesOf,
  type RobertaClassifierConfig,
} from '@codepurify/models'
import { Tokenizer } from '@codepurify/tokenizer'

const kind = 'roberta-defect'

/** `ids` int32 [B, S] -> `logits` [B, labels]. */
function wholeModel(config: RobertaClassifierConfig, weights: Weights): Uint8Array {
  const { table, represent, head } = rulesOf(kind)
  const graph = new Graph()
  const build = { graph, parameters: new Parameters(graph, table(config)), dropout: { hidden: 0, attention: 0 } }
  const vectors = represent(build, config, graph.input('ids', 'int32', ['B', 'S']))
  return graph.toModel({ logits: head(build, config, vectors) }, { weights })
}

/** Least processor time of some runs, in milliseconds. */
async function least(runs: number, work: () => Promise<unknown>): Promise<number> {
  let fastest = Infinity
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    fastest = Math.min(fastest, (user + system) / 1000)
  }
  return fastest
}

async function open(model: Uint8Array, threads: number): Promise<Readonly<Record<'float32' | 'int8', Session>>> {
  return { float32: await createSession(model, { threads }), int8: await createSession(quantizeWeights(model), { threads }) }
}

async function speed(width: number, layers: number, heads: number, wide: number, threads: number) {
  const config = parseRobertaClassifierConfig({
    ...{
      vocab_size: 4096,
      hidden_size: width,
      num_hidden_layers: layers,
      num_attention_heads: heads,
      intermediate_size: wide,
      num_labels: 1,
    },
  })
  const both = await open(wholeModel(config, initializeClassifier(kind, config, random(1))), threads)
  const draw = random(2)
  const ids = int32(Array.from({ length: 8 * 168 }, () => 10 + draw.integer(4000)), [8, 168]) // prettier-ignore
  const [float32, int8] = [await least(4, () => both.float32.run({ ids })), await least(4, () => both.int8.run({ ids }))]
  await Promise.all(Object.values(both).map((session) => session.release()))
  return { width, layers, float32, int8, ratio: float32 / int8 }
}

/** First logits of sequences, in batches of 5 neighbours by length. */
async function logits(session: Session, rows: readonly (readonly number[])[]): Promise<number[]> {
  const found = new Array<number>(rows.length)
  const order = [...rows.keys()].sort((a, b) => (rows[a]?.length ?? 0) - (rows[b]?.length ?? 0))
  for (let from = 0; from < order.length; from += 5) {
    const batch = order.slice(from, from + 5)
    const width = Math.max(...batch.map((index) => rows[index]?.length ?? 0))
    const ids = batch.flatMap((index) => Array.from({ length: width }, (_, place) => rows[index]?.[place] ?? 1))
    const { logits: out } = await session.run({ ids: int32(ids, [batch.length, width]) })
    batch.forEach((index, row) => (found[index] = Number(out?.data[row * (out.dims[1] ?? 1)])))
  }
  return found
}

async function decisions(folder: string, file: string, limit: number, threads: number) {
  const checkpoint = await readCheckpoint(folder)
  if (checkpoint.kind !== 'classifier' || checkpoint.classifier !== kind) throw new Error(`${folder} holds no ${kind} model`)
  const config = parseRobertaClassifierConfig(checkpoint.config)
  const tokenizer = await Tokenizer.fromFolder(folder)
  const rows: number[][] = []
  const row = { name: 'function', columns: { func: { type: 'text' } } } as const
  for await (const { func } of readRows(file, (value) => checkRow<{ func: string }>(value, row))) {
    const { ids } = tokenizer.encode(splitAtWhiteSpace(func).join(' '))
    rows.push([config.bos_token_id, ...ids.slice(0, 398), config.eos_token_id])
    if (rows.length === limit) break
  }
  const both = await open(wholeModel(config, checkpoint.weights), threads)
  let expected: number[] = []
  let actual: number[] = []
  const float32 = await least(1, async () => (expected = await logits(both.float32, rows)))
  const int8 = await least(1, async () => (actual = await logits(both.int8, rows)))
  const pairs = expected.map((value, i) => [value, actual[i] ?? NaN] as const)
  return {
    ...{ records: rows.length, float32, int8, ratio: float32 / int8 },
    changed: pairs.filter(([a, b]) => a > 0 !== b > 0).length,
    greatestDifference: Math.max(...pairs.map(([a, b]) => Math.abs(a - b))),
  }
}

const [, , out = 'precision.json', folder, file, limit = '1000', threads = '1'] = process.argv
const speeds = []
for (const [width, layers, heads, wide] of [
  [96, 12, 8, 64],
  [192, 3, 4, 768],
  [256, 4, 4, 1024],
  [768, 2, 12, 3072],
] as const)
  // prettier-ignore
  speeds.push(await speed(width, layers, heads, wide, Number(threads)))
console.table(speeds)
const changed = folder === undefined || file === undefined ? null : await decisions(folder, file, Number(limit), Number(threads))
console.table([changed])
const columns = ['model', 'float32, ms', 'int8, ms', 'ratio', 'records', 'decisions that change', 'logits differ by at most']
const times = (one: { readonly float32: number; readonly int8: number; readonly ratio: number }) => [figure(one.float32), figure(one.int8), figure(one.ratio, 1)] // prettier-ignore
const rows = [
  ...speeds.map((one) => [`width ${one.width}, ${one.layers} layers`, ...times(one), '', '', '']),
  ...(changed === null
    ? []
    : [['trained classifier', ...times(changed), changed.records, changed.changed, figure(changed.greatestDifference, 3)]]),
]
writeFileSync(out, figuresText({ precision: { columns, rows } }, { speeds, decisions: changed }))
