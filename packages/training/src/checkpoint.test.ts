import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkpointPath, loadCheckpoint, saveCheckpoint, type Checkpoint } from './checkpoint.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoint-'))
})
afterEach(() => rm(folder, { recursive: true }))

const checkpoint = (step: number): Checkpoint => ({
  step,
  state: { best: { score: 0.1 + 0.2 }, history: [step] },
  parts: {
    parameters: new Map([['layer.0/weight', { shape: [2, 3], data: Float32Array.from({ length: 6 }, (_, i) => Math.sin(i + step)) }]]),
    firstMoments: new Map([['layer.0/weight', { shape: [1], data: Float32Array.of(1e-40) }]]),
  },
})
const save = (step: number): Promise<void> => saveCheckpoint(folder, 'checkpoint', checkpoint(step), 2)
const load = (): Promise<Checkpoint | undefined> => loadCheckpoint(folder, 'checkpoint')

test('comes back as it was, bit for bit', async () => {
  await save(7)
  expect(await load()).toEqual(checkpoint(7))
})

test('an absent or empty folder has none', async () => {
  expect(await load()).toBeUndefined()
  expect(await loadCheckpoint(join(folder, 'absent'), 'checkpoint')).toBeUndefined()
})

test('the newest two stay, in the order of their steps; what a killed writer left goes', async () => {
  await writeFile(join(folder, 'checkpoint-00000099.safetensors.1234.partial'), 'half a')
  await writeFile(join(folder, 'notes.txt'), 'mine')
  for (const step of [9, 10, 100]) await save(step)
  expect((await readdir(folder)).sort()).toEqual(['checkpoint-00000010.safetensors', 'checkpoint-00000100.safetensors', 'notes.txt'])
  expect(await load()).toEqual(checkpoint(100))
})

describe('a torn checkpoint is passed over', () => {
  const newest = (): string => checkpointPath(folder, 'checkpoint', 2)
  beforeEach(async () => {
    await save(1)
    await save(2)
  })

  test.each([0, 4, 60, 300])('cut to %i bytes', async (length) => {
    await truncate(newest(), length)
    expect(await load()).toEqual(checkpoint(1))
  })

  test('with one bit of its data changed', async () => {
    const bytes = await readFile(newest())
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 2) ^ 1, bytes.length - 2)
    await writeFile(newest(), bytes)
    expect(await load()).toEqual(checkpoint(1))
  })

  test('with another state', async () => {
    await writeFile(newest(), (await readFile(newest(), 'latin1')).replace('[2]', '[3]'), 'latin1')
    expect(await load()).toEqual(checkpoint(1))
  })
})

test('a full disk leaves the earlier checkpoint, and says what to do', async () => {
  await save(1)
  // a limit on file size fails a write as a full disk does
  const writer = join(__dirname, '../test/writeCheckpoint.mjs')
  const hooks = join(__dirname, '../test/runTypescript.mjs')
  const command = `trap '' XFSZ; ulimit -f 4; exec "$0" --conditions=@codepurify/source --import "${hooks}" "${writer}" "${folder}"`
  const { stdout, stderr } = spawnSync('sh', ['-c', command.replace('$0', process.execPath)], { encoding: 'utf8' })
  expect(stderr + stdout).toMatch(/checkpoint-00000002.safetensors could not be written \(E\w+.*\): make room, .*earlier checkpoints stay/)
  expect(await readdir(folder)).toEqual(['checkpoint-00000001.safetensors'])
  expect(await load()).toEqual(checkpoint(1))
})
