import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readLockFile } from './lockFile.js'
import { fromNpm } from './npmConfig.js'

test('the lock file pins 25 packages of permissive licences, 59 MB, by sha512', async () => {
  const packages = await readLockFile()
  expect(packages.length).toBe(25)
  expect(packages.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(59_227_334)
  expect(new Set(packages.map(({ name, version }) => `${name}@${version}`)).size).toBe(25)
  for (const { licence } of packages) expect(licence).toMatch(/^(MIT|Apache-2\.0|BSD|ISC|MIT AND Apache-2\.0 AND BSD-3-Clause)/)
})

test.each([
  [{}, 'expected a list of packages'],
  [[{ name: 'a' }], 'entry 1 has no name and version'],
  [[{ name: 'a', version: '1', license: 'MIT', lang: 'cobol' }], 'entry 1 (a) has the language "cobol", expected one of java, c, js'],
  [[{ name: 'a', version: '1', license: 'MIT', lang: 'c', bytes: 1, integrity: 'sha1-x' }], 'entry 1 (a) has no sha512 hash'],
])('%j is no lock file', async (content, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'lock-'))
  writeFileSync(join(folder, 'lock.json'), JSON.stringify(content))
  await expect(readLockFile(join(folder, 'lock.json'))).rejects.toThrow(message)
  rmSync(folder, { recursive: true })
})

test("npm's settings reach pacote under its own names", () => {
  const settings = {
    registry: 'https://example.org/',
    '@a:registry': 'https://a.example.org/',
    'strict-ssl': true,
    proxy: null,
    noproxy: [''],
    cache: 'here',
    color: true,
  }
  const certificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
  expect(fromNpm(settings, `# root\n${certificate}\n${certificate}\n`)).toEqual({
    registry: 'https://example.org/',
    '@a:registry': 'https://a.example.org/',
    strictSSL: true,
    cache: join('here', '_cacache'),
    ca: [certificate, certificate],
  })
  expect(fromNpm({ noproxy: ['a', 'b'] })).toEqual({ noProxy: 'a,b' })
})
