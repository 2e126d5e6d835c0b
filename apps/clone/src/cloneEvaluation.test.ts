import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { classifierEvalSchema, evaluationMain, type LabelledRecord } from '@codepurify/experiment'
import { cloneEvaluation } from './cloneEvaluation.js'

const shared = process.env['CODEPURIFY_SHARED'] ?? resolve(import.meta.dirname, '../../../../shared')
const data = join(shared, 'datasets/bigclonebench')
const checkpoint = join(shared, 'datasets/codebert_3mb/clone')
const present = existsSync(data) && existsSync(checkpoint)
const whenPresent = present ? test : test.skip
if (!present) console.info(`No bigclonebench or codebert_3mb in ${shared}: the real clone detector is not run. Set CODEPURIFY_SHARED.`)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clone-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function run(args: readonly string[]): Promise<{ code: number; said: string }> {
  const said: string[] = []
  const write = (text: unknown): boolean => said.push(String(text)) > 0
  const spies = [process.stderr, process.stdout].map((stream) => jest.spyOn(stream, 'write').mockImplementation(write))
  const log = jest.spyOn(console, 'log').mockImplementation(write)
  try {
    return { code: await evaluationMain(cloneEvaluation, args), said: said.join('') }
  } finally {
    for (const spy of [...spies, log]) spy.mockRestore()
  }
}

whenPresent('the logits of the real model are those of another implementation', async () => {
  const { logits } = JSON.parse(readFileSync(join(checkpoint, 'reference_logits.json'), 'utf8')) as { logits: number[][] }
  const pairs = readFileSync(join(data, 'alert_test_sampled.txt'), 'utf8').split('\n').slice(0, 24)
  await writeFile(join(folder, 'pairs.txt'), `${pairs.join('\n')}\n`)
  const [out, predictions] = [join(folder, 'eval.json'), join(folder, 'answers.jsonl')]
  const files = ['--data', data, '--pairs', join(folder, 'pairs.txt')]
  const { code, said } = await run([
    'eval',
    '--checkpoint',
    checkpoint,
    ...files,
    '--out',
    out,
    '--predictions',
    predictions,
    '--threads',
    '1',
  ])
  expect(said).toContain('24 records: accuracy')
  expect(code).toBe(0)
  classifierEvalSchema.parse(JSON.parse(await readFile(out, 'utf8')))
  const lines = (await readFile(predictions, 'utf8')).trim().split('\n')
  const answers = lines.map((line) => JSON.parse(line) as { label: number; logits: number[] })
  expect(answers).toHaveLength(24)
  answers.forEach((answer, i) => {
    const expected = logits[i] ?? []
    answer.logits.forEach((logit, column) => expect(Math.abs(logit - (expected[column] ?? NaN))).toBeLessThan(1e-3))
    expect(answer.label).toBe(Number((expected[1] ?? NaN) > (expected[0] ?? NaN)))
  })
})

test('pairs whose functions or labels are wrong are set aside, the others come with their functions', async () => {
  const files = { functions: join(folder, 'data.jsonl'), pairs: join(folder, 'pairs.txt') }
  await writeFile(files.functions, '{"func":"int a() {}","idx":"1"}\n{"func":"int b() {}","idx":"2"}\n')
  await writeFile(files.pairs, '1\t2\t1\n1\t3\t0\n2\t1\t5\n2\t')
  const { total, records } = await cloneEvaluation.read(files)
  expect(total).toBe(4)
  const reasons: string[] = []
  const found: LabelledRecord[] = []
  for await (const record of records(({ line, reason }) => reasons.push(`${line}: ${reason}`))) found.push(record)
  expect(found).toEqual([
    {
      id: '1',
      functions: [
        { key: '1', code: 'int a() {}' },
        { key: '2', code: 'int b() {}' },
      ],
      label: 1,
    },
  ])
  expect(reasons).toEqual([
    '2: no function has the index "3"',
    '3: the label is "5", expected 0 or 1',
    '4: 2 columns between tabs, expected 3: index, index, label; the file ends here without a line end: half a line?',
  ])
})

test.each([
  [[], 'expected a command: eval'],
  [['evil', '--out', 'x'], 'Known commands and options: clone eval --help'],
  [['eval', '--data', '.', '--out', 'x'], 'Missing required argument: checkpoint'],
  [['eval', '--data', '.', '--out', 'x', '--checkpoint', 'none', '--thread', '1'], 'thread'],
  [['eval', '--data', '.', '--out', 'x', '--checkpoint', 'none'], '--checkpoint is "none", expected a folder that is there'],
  [['eval', '--data', 'none', '--out', 'x', '--out', 'y', '--checkpoint', '.'], 'no such file, expected the functions of the data set'],
  [['eval', '--data', 'none', '--out', 'x', '--checkpoint', '.'], 'no such file, expected the functions of the data set'],
  [
    ['eval', '--data', '.', '--out', 'x', '--checkpoint', '.', '--maximum-length', '1.5'],
    '--maximum-length is 1.5, expected a whole number',
  ],
  [['eval', '--data', '.', '--out', 'x', '--checkpoint', '.', '--device', 'tpu'], 'Choices: "cpu", "cuda", "webgpu"'],
])('%j is a wrong call', async (args, message) => {
  const { code, said } = await run(args)
  expect(said).toContain(message)
  expect(code).toBe(2)
})
