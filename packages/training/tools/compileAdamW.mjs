// Compiles src/adamW.wat with wabt and writes its bytes to src/adamWBytes.ts:  node tools/compileAdamW.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import wabt from 'wabt'

const source = new URL('../src/adamW.wat', import.meta.url)
const target = new URL('../src/adamWBytes.ts', import.meta.url)

const compiler = await wabt()
const { buffer } = compiler.parseWat('adamW.wat', readFileSync(source, 'utf8'), { simd: true }).toBinary({})
const base64 = Buffer.from(buffer).toString('base64')
writeFileSync(
  target,
  `/**
 * The bytes of adamW.wat (${buffer.length} of them), in base64, so that nothing is compiled or fetched at run time.
 * Written by tools/compileAdamW.mjs; a test compiles adamW.wat again and compares.
 */
export const adamWBytes =
${base64
  .match(/.{1,128}/g)
  .map((part) => `  '${part}'`)
  .join(' +\n')}
`,
)
console.log(`adamW.wat: ${buffer.length} bytes`)
