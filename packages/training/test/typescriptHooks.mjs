import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { transform } from '@swc/core'

// Sources import each other as './x.js', which is what they are called once built.
export async function resolve(specifier, context, next) {
  if (specifier.startsWith('.') && context.parentURL?.endsWith('.ts')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL)
    if (existsSync(source)) return { url: source.href, shortCircuit: true }
  }
  return next(specifier, context)
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context)
  const filename = fileURLToPath(url)
  const options = { filename, jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, sourceMaps: 'inline', swcrc: false }
  const { code } = await transform(await readFile(filename, 'utf8'), options)
  return { format: 'module', source: code, shortCircuit: true }
}
