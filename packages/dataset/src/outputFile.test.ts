import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeFileAtomic } from './atomicFile.js'
import { outputFile, requireOutputs } from './outputFile.js'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'output-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what a link leads to is written, and the link stays', async () => {
  const [target, link, dangling] = [join(folder, 'target'), join(folder, 'link'), join(folder, 'dangling')]
  writeFileSync(target, 'old')
  symlinkSync('target', link)
  symlinkSync(join('later', 'file'), dangling)
  await writeFileAtomic(link, 'new')
  await writeFileAtomic(dangling, 'made')
  expect([readFileSync(target, 'utf8'), readlinkSync(link)]).toEqual(['new', 'target'])
  expect([readFileSync(join(folder, 'later', 'file'), 'utf8'), readlinkSync(dangling)]).toEqual(['made', join('later', 'file')])
})

test('what is no file is not replaced', async () => {
  const loop = join(folder, 'loop')
  symlinkSync('loop', loop)
  await expect(writeFileAtomic(folder, 'x')).rejects.toThrow(`${folder}: is a folder, expected the name of a file`)
  await expect(writeFileAtomic('/dev/null', 'x')).rejects.toThrow('/dev/null: is a device or a pipe, expected the name of a file')
  await expect(writeFileAtomic(loop, 'x')).rejects.toThrow(`${loop}: cannot be written (ELOOP)`)
  await expect(outputFile(join(folder, 'not', 'there'))).resolves.toBe(join(folder, 'not', 'there'))
})

test('what would write over an input, or over another output, is refused by name', async () => {
  const [data, model, link] = [join(folder, 'data.jsonl'), join(folder, 'model'), join(folder, 'link')]
  writeFileSync(data, '')
  mkdirSync(model)
  symlinkSync('data.jsonl', link)
  const refused = (outputs: Readonly<Record<string, string>>) => expect(requireOutputs(outputs, [data, model])).rejects
  await refused({ '--out': data }).toThrow(`--out is ${data}, which would write over ${data}, which is read. Choose another file.`)
  await refused({ '--out': link }).toThrow(`--out is ${link}, which would write over ${data}, which is read`)
  await refused({ '--out': join(model, 'config.json') }).toThrow(`which would write over ${model}, which is read`)
  await refused({ '--out': join(folder, 'a'), '--predictions': join(folder, 'b', '..', 'a') }).toThrow('--predictions and --out are both')
  await refused({ '--out': join(data, 'below') }).toThrow('lies below a file, expected a folder')
  await requireOutputs({ '--out': join(folder, 'new', 'a'), '--predictions': join(`${model}-answers`) }, [data, model])
  expect(existsSync(join(folder, 'new'))).toBe(true)
})
