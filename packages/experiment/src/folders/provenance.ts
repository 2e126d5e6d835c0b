import { readFileSync } from 'node:fs'
import { arch, platform, totalmem } from 'node:os'
import { machine } from '@codepurify/metrics'

/** The machine that made a result, without anything that names its owner. */
export interface Host {
  readonly platform: string
  readonly arch: string
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
}

/** This machine: kind, processor, cores and memory; no names, no paths. */
export function host(): Host {
  return {
    platform: platform(),
    arch: arch(),
    ...machine(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  }
}

/** Versions of what decides a number: this package, Node, and the library that runs the tensors. */
export function versions(): Record<string, string> {
  return { codepurify: versionOf('../../package.json'), node: process.versions.node, 'onnxruntime-node': dependencyVersion() }
}

function versionOf(path: string): string {
  const { version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version?: unknown }
  return typeof version === 'string' ? version : 'unknown'
}

// read from the manifest of the package that pins it: opening the library itself would cost a second start its five seconds
function dependencyVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../../graph/package.json', import.meta.url), 'utf8')) as {
    dependencies?: Record<string, string>
  }
  return manifest.dependencies?.['onnxruntime-node'] ?? 'unknown'
}
