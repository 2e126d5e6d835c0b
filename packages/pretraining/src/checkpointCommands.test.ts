import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { silent, UsageError, type Progress } from '@codepurify/experiment'
import { readCheckpoint } from '@codepurify/models'
import { checkpointCommands } from './checkpointCommands.js'
import type { ModelArguments } from './modelProgram.js'

const folderOf = (name: string): string => fileURLToPath(new URL(`../../../test-fixtures/golden/${name}`, import.meta.url))
const common: ModelArguments = { weights: folderOf('roberta_mlm'), runs: '', steps: undefined, device: 'cpu', threads: undefined, limit: 1 }
const { signal } = new AbortController()

async function run(command: 'import' | 'export', given: Readonly<Record<string, unknown>>): Promise<string> {
  const said: string[] = []
  const progress: Progress = { ...silent, say: (text) => void said.push(text) }
  await checkpointCommands[command].run({ ...common, ...given }, progress, signal)
  return said.join('\n')
}

test('import says what a folder holds, and that it runs', async () => {
  const said = await run('import', { checkpoint: folderOf('t5_relu_tied') })
  expect(said).toMatch(/^kind: CodeT5\n/)
  expect(said).toMatch(/\ntensors: 69 \(69 F32\); 68 are used/)
  expect(said).toMatch(/\ntokenizer: none in the folder/)
  expect(said).toMatch(/\nself-check: logits \[1, 7, 1000\], all finite: /)
  expect(said).toMatch(/\nself-check: passed; opened in \d+ ms, ran 7 ids in \d+ ms on cpu$/)
})

test('export writes one .onnx file, or a folder that is read again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'export-'))
  try {
    const file = join(folder, 'model.onnx')
    const said = await run('export', { format: 'onnx', out: file })
    expect(said).toMatch(/^input input_ids: token ids int64 \[batch, sequence\].*\noutput logits: float32/)
    expect((await readFile(file)).includes('exported from roberta_mlm')).toBe(true)
    await expect(run('export', { format: 'onnx', out: folder })).rejects.toThrow(UsageError)
    await run('export', { format: 'safetensors', out: join(folder, 'again') })
    const { kind, metadata } = await readCheckpoint(join(folder, 'again'))
    expect({ kind, metadata }).toEqual({ kind: 'masked-lm', metadata: { format: 'pt' } })
  } finally {
    await rm(folder, { recursive: true })
  }
})
