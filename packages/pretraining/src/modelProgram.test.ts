import { modelProgram, type ModelArguments, type ModelProgram } from './modelProgram.js'

const given: (ModelArguments & Readonly<Record<string, unknown>>)[] = []
const program: ModelProgram = {
  name: 'toy',
  says: 'A model for tests.',
  weights: 'weights/toy',
  commands: {
    pretrain: { says: 'train it', run: (options) => Promise.resolve(void given.push(options)) },
    export: {
      says: 'write it down',
      options: { format: { choices: ['onnx'], default: 'onnx' } },
      run: (options) => (given.push(options), Promise.reject(new Error('the disk is full'))),
    },
  },
}

/** What goes to standard error, and to the console. */
async function said(work: () => Promise<void>): Promise<string> {
  const lines: string[] = []
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
  const log = jest.spyOn(console, 'log').mockImplementation((text: string) => void lines.push(text))
  try {
    await work()
  } finally {
    write.mockRestore()
    log.mockRestore()
  }
  return lines.join('\n')
}

test('an unknown command or option is a wrong call, and the message lists the known ones', async () => {
  const text = await said(async () => {
    expect(await modelProgram(program, ['pretrian'])).toBe(2)
    expect(await modelProgram(program, [])).toBe(2)
    expect(await modelProgram(program, ['pretrain', '--stepz', '3'])).toBe(2)
    expect(await modelProgram(program, ['export', '--format', 'tar'])).toBe(2)
  })
  expect(text).toContain('pretrain or export')
  expect(text).toContain('stepz')
  expect(given).toHaveLength(0)
})

test('a command gets the common options and its own; failed work is not a wrong call', async () => {
  const text = await said(async () => {
    expect(await modelProgram(program, ['pretrain', '--steps', '7'])).toBe(0)
    expect(await modelProgram(program, ['export', '--weights', 'other'])).toBe(1)
  })
  expect(given).toMatchObject([
    { steps: 7, weights: 'weights/toy', runs: 'runs', device: 'cpu', limit: 300 },
    { format: 'onnx', weights: 'other' },
  ])
  expect(text).toContain('the disk is full')
})

test('the help lists the commands', async () => {
  const text = await said(async () => expect(await modelProgram(program, ['--help'])).toBe(0))
  expect(text).toContain('toy pretrain')
  expect(text).toContain('toy export')
})
