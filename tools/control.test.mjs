import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { defenceEffectiveness } from '@codepurify/metrics'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = readdirSync(join(root, 'apps'))
  .flatMap((app) => resultsOf(join('apps', app, 'results')))
  .filter((file) => readFileSync(join(root, file), 'utf8').includes('"always-other-label"'))

function resultsOf(folder) {
  return existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => join(folder, name)) : []
}

test('every task has results with the control', () => {
  expect(new Set(files.map((file) => file.split('/')[1]))).toEqual(new Set(['clone', 'defect', 'program-repair', 'summarization']))
})

test.each(files)('%s: by DER the control, which turns every answer, is behind ours and never first', (file) => {
  const { rows, metrics } = JSON.parse(readFileSync(join(root, file), 'utf8'))
  const [{ key }] = metrics
  for (const model of new Set(rows.map((row) => row.model))) {
    const rating = (defence) => {
      const own = rows.filter((row) => row.model === model && row.defence === defence)
      const of = ({ asr, asrDefended, floor, clean, cleanDefended }) =>
        defenceEffectiveness({
          asr: asr.value,
          asrDefended: asrDefended.value,
          floor: floor.value,
          clean: clean[key].value,
          cleanDefended: cleanDefended[key].value,
        })
      return own.reduce((sum, row) => sum + of(row), 0) / own.length
    }
    const ratings = Object.fromEntries([...new Set(rows.map(({ defence }) => defence))].map((defence) => [defence, rating(defence)]))
    expect(ratings['always-other-label']).toBeLessThan(ratings.codepurify)
    expect(ratings['always-other-label']).toBeLessThan(Math.max(...Object.values(ratings)))
  }
})
