/**
 * @file Peak memory of loading CodeBERT-base (random weights in the real layout), as safetensors and as pytorch_model.bin, each in a process of its own.
 * Usage: node dist/benchmarks/loadMemory.js [out.json] [scratch folder]
 */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { maskedLmTable, parseRobertaConfig, readCheckpoint, writeCheckpoint } from '@codepurify/models'
import { figure, figuresText, random } from '@codepurify/metrics'
import { writePytorch } from './writePytorch.js'

const MEBIBYTE = 2 ** 20

/** In a process of its own: loads a folder and prints what it cost. */
async function load(folder: string): Promise<void> {
  const before = process.memoryUsage.rss()
  const start = performance.now()
  const { kind, weights } = await readCheckpoint(folder)
  const seconds = (performance.now() - start) / 1000
  const numbers = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0)
  // the kernel's own highest mark of this process, in KiB
  const grown = process.resourceUsage().maxRSS * 1024 - before
  console.log(JSON.stringify({ kind, numbers, seconds, grown }))
}

async function compare(scratch: string, out: string): Promise<void> {
  const config = parseRobertaConfig({
    vocab_size: 50265,
    hidden_size: 768,
    num_hidden_layers: 12,
    num_attention_heads: 12,
    intermediate_size: 3072,
  })
  const draw = random(1)
  // a block of numbers over and over: only their size matters here, and normal ones take minutes
  const block = Float32Array.from({ length: 65536 }, () => draw.normal() * 0.02)
  const weights = new Map(
    [...maskedLmTable(config)].map(([name, { shape }]) => {
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1))
      for (let at = 0; at < data.length; at += block.length) data.set(block.subarray(0, Math.min(block.length, data.length - at)), at)
      return [name, { shape, data }]
    }),
  )
  const tied = new Map([
    ['lm_head.decoder.weight', 'roberta.embeddings.word_embeddings.weight'],
    ['lm_head.decoder.bias', 'lm_head.bias'],
  ])
  const [safetensors, pytorch] = [join(scratch, 'safetensors'), join(scratch, 'pytorch')]
  await writeCheckpoint(safetensors, { config, weights })
  await writeCheckpoint(pytorch, { config, weights })
  await rm(join(pytorch, 'model.safetensors'))
  await mkdir(pytorch, { recursive: true })
  await writePytorch(join(pytorch, 'pytorch_model.bin'), weights, tied)
  const rows = []
  for (const file of [join(safetensors, 'model.safetensors'), join(pytorch, 'pytorch_model.bin')]) {
    const { size } = await stat(file)
    const out = execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--load', join(file, '..')], { encoding: 'utf8' })
    const { kind, numbers, seconds, grown } = JSON.parse(out) as { kind: string; numbers: number; seconds: number; grown: number }
    rows.push({
      file: file.slice(scratch.length + 1),
      kind,
      numbers,
      'file MiB': Math.round(size / MEBIBYTE),
      'peak growth MiB': Math.round(grown / MEBIBYTE),
      ratio: Number((grown / size).toFixed(3)),
      seconds: Number(seconds.toFixed(2)),
    })
  }
  console.table(rows)
  const columns = ['file', 'numbers', 'its size, MiB', 'the process grows by, MiB', 'ratio']
  const lines = rows.map((row) => [row.file, figure(row.numbers), row['file MiB'], row['peak growth MiB'], figure(row.ratio, 2)])
  await writeFile(out, figuresText({ loadMemory: { columns, rows: lines } }, { rows }))
  if (rows.some(({ ratio }) => ratio > 1.3)) process.exitCode = 1
}

const [, , first = 'loadMemory.json', folder = ''] = process.argv
if (first === '--load') await load(folder)
else {
  const scratch = await mkdtemp(join(folder || tmpdir(), 'load-memory-'))
  try {
    await compare(scratch, first)
  } finally {
    await rm(scratch, { recursive: true })
  }
}
