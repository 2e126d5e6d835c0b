import { resolve } from 'node:path'
import { countLines, readFunctions, readPairs } from '@codepurify/dataset'
import type { EvaluationProgram } from '@codepurify/experiment'

/** Clone detection on BigCloneBench in CodeXGLUE's form: `data.jsonl.gz` holds the functions, a file of pairs says which of them are clones. */
export const cloneEvaluation = {
  name: 'clone',
  about: 'Do two functions do the same? A trained clone detector over the pairs of BigCloneBench.',
  sequences: 2,
  options: {
    pairs: {
      type: 'string',
      default: 'alert_test_sampled.txt',
      describe: 'FILE in the data folder: lines of index, index and label with tabs between them',
    },
    functions: { type: 'string', default: 'data.jsonl.gz', describe: 'FILE in the data folder: the functions, JSON lines of func and idx' },
  },
  files: ({ data, pairs, functions }) => ({ functions: resolve(data, functions), pairs: resolve(data, pairs) }),
  read: async ({ functions = '', pairs = '' }) => ({
    total: await countLines(pairs),
    async *records(onReject) {
      const known = await readFunctions(functions, { onReject })
      for await (const { line, first, second, label } of readPairs(pairs, known, { onReject })) {
        yield { id: `${line}`, functions: [first, second].map((key) => ({ key, code: known.get(key) ?? '' })), label }
      }
    },
  }),
} as const satisfies EvaluationProgram<'pairs' | 'functions'>
