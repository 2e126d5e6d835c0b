import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What pacote needs to know of the user's npm configuration. */
export type NpmConfig = Readonly<Record<string, unknown>>

const renamed: Readonly<Record<string, string>> = {
  registry: 'registry',
  proxy: 'proxy',
  'https-proxy': 'httpsProxy',
  'strict-ssl': 'strictSSL',
  'replace-registry-host': 'replaceRegistryHost',
}

/** Asks npm itself for the user's configuration (registry, proxies, certificates, cache), in the form that pacote takes. Without npm, pacote's own defaults hold. */
export async function npmConfig(): Promise<NpmConfig> {
  let settings: Readonly<Record<string, unknown>>
  try {
    const { stdout } = await promisify(execFile)('npm', ['config', 'list', '--json'], {
      maxBuffer: 1 << 24,
      shell: process.platform === 'win32',
    })
    settings = JSON.parse(stdout) as Record<string, unknown>
  } catch {
    return {}
  }
  const { cafile } = settings
  const certificates = typeof cafile === 'string' ? await readFile(cafile, 'utf8').catch(() => '') : ''
  return fromNpm(settings, certificates)
}

/** The settings of `npm config list --json` under the names that pacote knows; scoped registries stay as they are. `certificates` is the text of npm's `cafile`. */
export function fromNpm(settings: Readonly<Record<string, unknown>>, certificates = ''): NpmConfig {
  const taken: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(settings)) {
    if (value === null || value === undefined) continue
    if (Object.hasOwn(renamed, name)) taken[renamed[name] ?? name] = value
    else if (name.endsWith(':registry')) taken[name] = value
  }
  const excluded = settings['noproxy']
  if (Array.isArray(excluded) && excluded.some((host) => host !== '')) taken['noProxy'] = excluded.join(',')
  if (typeof settings['cache'] === 'string') taken['cache'] = join(settings['cache'], '_cacache')
  const ca = certificates.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  if (ca) taken['ca'] = ca
  return taken
}
