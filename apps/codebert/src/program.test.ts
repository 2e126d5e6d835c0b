import { readFileSync } from 'node:fs'
import { main } from './program.js'

const { stages } = JSON.parse(readFileSync(new URL('../task.json', import.meta.url), 'utf8')) as { stages: string[] }

test('an unknown command or option is a wrong call, and the message lists the known ones', async () => {
  const said: string[] = []
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  try {
    expect(await main(['pretrian'])).toBe(2)
    expect(await main([])).toBe(2)
    expect(await main(['eval', '--stepz', '3'])).toBe(2)
  } finally {
    write.mockRestore()
  }
  expect(said.join('')).toContain('pretrain or eval')
  expect(said.join('')).toContain('stepz')
})

test('task.json names commands that the help lists', async () => {
  const said: string[] = []
  const log = jest.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text))
  try {
    expect(await main(['--help'])).toBe(0)
  } finally {
    log.mockRestore()
  }
  for (const stage of stages) expect(said.join('\n')).toContain(`codebert ${stage}`)
})
