import { markdownTable, withInterval } from '@codepurify/report'
import { classifierEvalSchema } from '../classification/classifierEvalSchema.js'
import { madeWith } from './madeWith.js'
import { parsedFile } from './parsedFile.js'

/** What the evaluation of somebody's checkpoint found, as Markdown: a row for each metric, in per cent. */
export function evaluationBlock(text: string, file: string): string {
  const { metrics, records, setAside, cut, seed, versions, host } = parsedFile(
    classifierEvalSchema,
    text,
    file,
    'Expected what eval writes.',
  )
  const table = markdownTable(Object.entries(metrics), [
    { title: 'metric', cell: ([name]) => name },
    { title: 'value', cell: ([, found]) => withInterval(found, 'share') },
  ])
  return [table, '', `${records} records, ${setAside} set aside, ${cut} codes cut, seed ${seed}; ${madeWith([versions], [host])}.`].join(
    '\n',
  )
}
