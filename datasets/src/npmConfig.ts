import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What pacote needs to know of the user's npm configuration. */
export type NpmConfig = Readonly<Record<string, unknown>>

const renamed: Readonly<Record<string, string>> = {
  registry: 'registry',
  proxy: 'proxy',
  'https-proxy': 'httpsProxy',
  noproxy: 'noProxy',
  'strict-ssl': 'strictSSL',
  'replace-registry-host': 'replaceRegistryHost',
}

/** Asks npm itself for the user's configuration (registry, proxies, cache), in the form that pacote takes. Without npm, pacote's own defaults hold. */
export async function npmConfig(): Promise<NpmConfig> {
  try {
    const { stdout } = await promisify(execFile)('npm', ['config', 'list', '--json'], { maxBuffer: 1 << 24, shell: process.platform === 'win32' })
    return fromNpm(JSON.parse(stdout) as Record<string, unknown>)
  } catch {
    return {}
  }
}

/** The settings of `npm config list --json` under the names that pacote knows; scoped registries stay as they are. */
export function fromNpm(settings: Readonly<Record<string, unknown>>): NpmConfig {
  const taken: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(settings)) {
    const known = renamed[name]
    if (value === null || value === undefined) continue
    if (known !== undefined) taken[known] = value
    else if (name.endsWith(':registry')) taken[name] = value
  }
  if (typeof settings['cache'] === 'string') taken['cache'] = join(settings['cache'], '_cacache')
  return taken
}
