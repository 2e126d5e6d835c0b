import { resolve } from 'node:path'
import { checkRow, countLines, readRows } from '@codepurify/dataset'
import type { EvaluationProgram } from '@codepurify/experiment'

const row = { name: 'Devign', columns: { func: { type: 'text' }, target: { type: 'integer', minimum: 0, maximum: 1 } } } as const

/** Defect detection on Devign in CodeXGLUE's form: rows of `func` and `target`, 1 = vulnerable. */
export const defectEvaluation = {
  name: 'defect',
  about: 'Is a function vulnerable? A trained defect detector over the C functions of Devign.',
  sequences: 1,
  options: {
    records: { type: 'string', default: 'valid.jsonl.gz', describe: 'FILE in the data folder: functions, JSON lines of func and target' },
  },
  files: ({ data, records }) => ({ records: resolve(data, records) }),
  read: async ({ records = '' }) => ({
    total: await countLines(records),
    async *records(onReject) {
      const rows = readRows(records, (value, line) => ({ line, ...checkRow<{ func: string; target: number }>(value, row) }), { onReject })
      for await (const { line, func, target } of rows) {
        yield { id: `${line}`, functions: [{ key: `${line}`, code: func }], label: target === 1 ? 1 : 0 }
      }
    },
  }),
} as const satisfies EvaluationProgram<'records'>
