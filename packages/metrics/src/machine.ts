import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'

/** What Linux calls vector instructions, and what people do; the widest first. */
const vectorSets = { avx512f: 'AVX-512', avx2: 'AVX2', avx: 'AVX', asimd: 'NEON' } as const

/**
 * What of this machine decides how fast it is and how its sums are rounded: its processor, with its widest vector instructions where the system tells them (Linux), since processors of one name differ in them and
 * ONNX Runtime chooses its kernels by them; and the cores that a program gets.
 */
export function machine(): { readonly processor: string; readonly cores: number } {
  const name = cpus()[0]?.model.trim() ?? 'unknown'
  const vectors = widestVectors(cpuInfo())
  return { processor: vectors === undefined ? name : `${name} (${vectors})`, cores: availableParallelism() }
}

/** The widest vector instructions among the flags of the first processor of a /proc/cpuinfo. */
export function widestVectors(info: string): string | undefined {
  const flags = new Set(/^(?:flags|features)\s*:(.*)$/imu.exec(info)?.[1]?.trim().split(/\s+/u))
  return Object.entries(vectorSets).find(([flag]) => flags.has(flag))?.[1]
}

function cpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return '' // no Linux
  }
}
