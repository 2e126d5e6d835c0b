import { readFileSync } from 'node:fs'
import type { DefectRecord } from '@codepurify/dataset'
import { commands, main } from '@codepurify/experiment'
import { defect } from './defect.js'

// Nx takes an unknown stage or model in silence and runs the first one
test('task.json names every stage and model of the program', () => {
  const { stages, models } = JSON.parse(readFileSync(new URL('../task.json', import.meta.url), 'utf8')) as {
    stages: string[]
    models: string[]
  }
  expect([...stages].sort()).toEqual([...commands].sort())
  expect(models).toEqual(Object.keys(defect.models))
})

test('a function with its defect and without are of one group', () => {
  const record: DefectRecord = { id: 'f-12-0', code: 'int f() {}', label: 0, language: 'c', split: 'valid' }
  const read = (one: DefectRecord) => defect.sources['embedded']?.read(one as never)
  expect(read(record)).toEqual({ id: 'f-12-0', code: 'int f() {}', answer: '0', split: 'valid', group: 'f-12' })
  expect(read({ ...record, id: 'f-12-1', label: 1 })).toMatchObject({ answer: '1', group: 'f-12' })
})

test("eval of somebody's checkpoint is another program than the stage, and takes the model that Nx names", async () => {
  const said: string[] = []
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  const code = await main(defect, ['eval', '--checkpoint', 'nowhere', '--data', '../data', '--out', 'x.json', '--model=codebert'], {
    root: '.',
  })
  write.mockRestore()
  expect(code).toBe(2)
  expect(said.join('')).toBe('--checkpoint is "nowhere", expected a folder that is there\n')
})
