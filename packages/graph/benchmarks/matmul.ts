/** @file Prints the matrix-product rate of this machine as JSON, by size. Usage: node dist/benchmarks/matmul.js [threads] [out.json] */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { matMulRate } from '@codepurify/graph'

const [threadsText = '2', out] = process.argv.slice(2)
const threads = Number(threadsText)
if (!Number.isInteger(threads) || threads < 1) throw new RangeError(`threads is "${threadsText}", expected a whole number from 1`)

const sizes = [
  [2048, 256, 1024],
  [2048, 1024, 1024],
  [1344, 512, 2048],
  [1344, 512, 32000],
] as const

const results = []
for (const size of sizes) {
  const { median, best } = await matMulRate({ size, threads, now: () => performance.now() })
  results.push({ size, medianGflops: Math.round(median), bestGflops: Math.round(best) })
  console.log(`${size.join(' x ')}: ${median.toFixed(0)} GF/s (best ${best.toFixed(0)}), ${threads} threads`)
}
const report = JSON.stringify({ benchmark: 'matmul', threads, cores: availableParallelism(), results }, null, 2)
if (out === undefined) console.log(report)
else writeFileSync(out, `${report}\n`)
