/**
 * @file How fast is a training step? Two sizes of masked-LM step against the same step in PyTorch, in turn, and against bare matrix products.
 * Usage: node dist/benchmarks/step.js [--config tiny|base|both] [--steps 10] [--rounds 3] [--threads 2] [--python /usr/bin/python3] [--out FILE]
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { matMulRate } from '@codepurify/graph'
import { configs, openTwin, operations, type Config, type Head } from './twin.js'

const { values: options } = parseArgs({
  options: {
    config: { type: 'string', default: 'both' },
    steps: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    python: { type: 'string', default: '/usr/bin/python3' },
    out: { type: 'string' },
  },
})
const [steps, rounds, threads] = [options.steps, options.rounds, options.threads].map(Number) as [number, number, number]
const shared = process.env['CODEPURIFY_SHARED'] ?? join(import.meta.dirname, '../../../../../shared')
const pytorchStep = join(shared, 'bench/pytorch_step.py')
// without these two, Debian's PyTorch is two to three times slower
const tuned = { ...process.env, OMP_WAIT_POLICY: 'PASSIVE', OPENBLAS_CORETYPE: 'SKYLAKEX' }

const median = (xs: readonly number[]): number => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)] ?? NaN
const round = (x: number, digits = 1): number => Number(x.toFixed(digits))

/** Milliseconds of each of `count` runs, after two that do not count. */
async function time(run: (n: number) => Promise<unknown>, count: number): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < count + 2; n++) {
    const start = performance.now()
    await run(n)
    if (n >= 2) times.push(performance.now() - start)
  }
  return times
}

async function ourStep(config: Config, head: Head): Promise<number[]> {
  const twin = await openTwin(config, head, threads)
  const times = await time((n) => twin.step(n), steps)
  await twin.close()
  return times
}

/** Billions of operations a second of the layers' own largest product. */
async function productRate({ batch, length, width, ffn }: Config): Promise<number> {
  const { median: rate } = await matMulRate({
    size: [batch * length, width, ffn],
    threads,
    repeats: 5 * steps,
    now: () => performance.now(),
  })
  return rate
}

/** Median milliseconds of PyTorch's step, or undefined where there is no PyTorch. */
function pytorch(config: string): number | undefined {
  if (!existsSync(pytorchStep)) return undefined
  const call = [pytorchStep, '--config', config, '--steps', String(steps), '--threads', String(threads)]
  const { stdout, status } = spawnSync(options.python, call, { env: tuned, encoding: 'utf8' })
  return status === 0 ? (JSON.parse(stdout) as { medianMs: number }).medianMs : undefined
}

async function measure(name: keyof typeof configs): Promise<object> {
  const config = configs[name]
  const sides = { ours: [] as number[], pytorch: [] as number[], rates: [] as number[], maskedHead: [] as number[] }
  for (let i = 0; i < rounds; i++) {
    sides.rates.push(await productRate(config))
    sides.ours.push(median(await ourStep(config, 'all')))
    const theirs = pytorch(name)
    if (theirs !== undefined) sides.pytorch.push(theirs)
    sides.maskedHead.push(median(await ourStep(config, 'masked')))
  }
  const [ours, masked, rate] = [median(sides.ours), median(sides.maskedHead), median(sides.rates)]
  const gigaflops = (milliseconds: number, head: Head): number => operations(config, head) / milliseconds / 1e6
  const tokens = config.batch * config.length
  return {
    config: name,
    threads,
    rounds,
    steps,
    oursMs: round(ours),
    pytorchMs:
      sides.pytorch.length > 0 ? round(median(sides.pytorch)) : `not measured: no ${pytorchStep}, or no torch in ${options.python}`,
    ratio: sides.pytorch.length > 0 ? round(median(sides.pytorch) / ours, 2) : undefined,
    tokensPerSecond: Math.round((tokens / ours) * 1000),
    gigaflops: round(gigaflops(ours, 'all')),
    productGigaflops: round(rate),
    shareOfProducts: round(gigaflops(ours, 'all') / rate, 3),
    maskedHeadMs: round(masked),
    maskedHeadSpeedUp: round(ours / masked, 2),
    maskedHeadTokensPerSecond: Math.round((tokens / masked) * 1000),
    maskedHeadShareOfProducts: round(gigaflops(masked, 'masked') / rate, 3),
    perRound: Object.fromEntries(Object.entries(sides).map(([side, xs]) => [side, xs.map((x) => round(x))])),
  }
}

const results: object[] = []
for (const name of ['tiny', 'base'] as const) if (options.config === name || options.config === 'both') results.push(await measure(name))
const text = JSON.stringify(results, null, 2)
console.log(text)
if (options.out) await writeFile(options.out, `${text}\n`)
