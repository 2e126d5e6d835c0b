/**
 * @file How fast is a training step? Two sizes of masked-LM step against the same step in PyTorch, in turn, and against bare matrix products.
 * Usage: node dist/benchmarks/step.js [--config tiny|base|both] [--steps 10] [--rounds 3] [--threads 2] [--python /usr/bin/python3] [--out FILE]
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openProduct, type Product } from '@codepurify/graph'
import { figure, figuresText } from '@codepurify/metrics'
import { configs, openTwin, operations, products, type Config, type Head } from './twin.js'

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

const seconds = async (run: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await run()
  return (performance.now() - start) / 1000
}

/** A product of the step's own sizes, and the rates at which it ran, in billions of operations a second. */
interface Yardstick {
  readonly product: Product
  readonly rates: number[]
}

/** Runs each product for 50 ms without a clock, as the threads of the session before still spin, and then for 250 ms with one. */
async function measureRates(yardsticks: readonly Yardstick[]): Promise<void> {
  for (const { product, rates } of yardsticks) {
    const start = performance.now()
    while (performance.now() < start + 50) await product.run()
    do rates.push(product.operations / (await seconds(() => product.run())) / 1e9)
    while (performance.now() < start + 300)
  }
}

/** Median milliseconds of our steps, after two that do not count. */
async function ourStep(config: Config, head: Head): Promise<number> {
  const twin = await openTwin(config, head, threads)
  const times: number[] = []
  for (let n = 0; n < steps + 2; n++) times.push(1000 * (await seconds(() => twin.step(n))))
  await twin.close()
  return median(times.slice(2))
}

/** Median milliseconds of PyTorch's step, or undefined where there is no PyTorch. */
function pytorch(config: string): number | undefined {
  if (!existsSync(pytorchStep)) return undefined
  const call = [pytorchStep, '--config', config, '--steps', String(steps), '--threads', String(threads)]
  const { stdout, status } = spawnSync(options.python, call, { env: tuned, encoding: 'utf8' })
  return status === 0 ? (JSON.parse(stdout) as { medianMs: number }).medianMs : undefined
}

async function measure(name: keyof typeof configs) {
  const config = configs[name]
  const sides = { ours: [] as number[], pytorch: [] as number[], maskedHead: [] as number[] }
  const yardsticks = await Promise.all(
    products(config, 'all').map(async (size): Promise<Yardstick> => ({ product: await openProduct(size, threads), rates: [] })),
  )
  for (let i = 0; i < rounds; i++) {
    // the machine before and after the steps, not between them: another session's data and threads would slow the next step
    await measureRates(yardsticks)
    sides.ours.push(await ourStep(config, 'all'))
    await measureRates(yardsticks)
    const theirs = pytorch(name)
    if (theirs !== undefined) sides.pytorch.push(theirs)
    sides.maskedHead.push(await ourStep(config, 'masked'))
  }
  for (const { product } of yardsticks) await product.release()
  const bySize = yardsticks.map(({ product, rates }) => [product.size.join(' x '), round(median(rates))] as const)
  const rate = Math.max(...bySize.map(([, gigaflops]) => gigaflops)) // the best of the sizes
  const [ours, masked] = [median(sides.ours), median(sides.maskedHead)]
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
    productGigaflops: Object.fromEntries(bySize),
    bestProductGigaflops: rate,
    shareOfProducts: round(gigaflops(ours, 'all') / rate, 3),
    maskedHeadMs: round(masked),
    maskedHeadSpeedUp: round(ours / masked, 2),
    maskedHeadTokensPerSecond: Math.round((tokens / masked) * 1000),
    maskedHeadShareOfProducts: round(gigaflops(masked, 'masked') / rate, 3),
    perRound: Object.fromEntries(Object.entries(sides).map(([side, xs]) => [side, xs.map((x) => round(x))])),
  }
}

const results: Awaited<ReturnType<typeof measure>>[] = []
for (const name of ['tiny', 'base'] as const) if (options.config === name || options.config === 'both') results.push(await measure(name))
const columns = [
  'config',
  'ours, ms',
  'PyTorch, ms',
  'ratio',
  'best product, GF/s',
  'share of it',
  'masked rows only, ms',
  'speed-up',
  'its share',
]
const rows = results.map((one) => [
  one.config,
  figure(one.oursMs),
  typeof one.pytorchMs === 'number' ? figure(one.pytorchMs) : '–',
  one.ratio === undefined ? '–' : figure(one.ratio, 2),
  figure(one.bestProductGigaflops),
  `${figure(100 * one.shareOfProducts)} %`,
  figure(one.maskedHeadMs),
  figure(one.maskedHeadSpeedUp, 2),
  `${figure(100 * one.maskedHeadShareOfProducts)} %`,
])
console.log(JSON.stringify(results, null, 2))
if (options.out) await writeFile(options.out, figuresText({ step: { columns, rows } }, { results }))
