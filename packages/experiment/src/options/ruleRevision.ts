import type { Task } from '../task.js'
import type { Options } from './options.js'

/** The defence that the options mean: `--rule paper` makes codepurify the paper's, whose result then stands in codepurify's place. */
export function defenceOf({ defence, rule }: Pick<Options, 'defence' | 'rule'>): string {
  return defence === 'codepurify' && rule === 'paper' ? 'codepurify-paper' : defence
}

/** What rules differ by. */
export type Judged = Pick<Task, 'kind' | 'prose' | 'language'>

/** How often a defence's rule changed for a task, where it did: only there are results made again. */
const ruleRevisions: Readonly<Record<string, (task: Judged) => number | undefined>> = {
  codepurify: ({ kind, prose = false }) => (kind === 'classification' ? 18 : prose ? 5 : 2),
  // masks of C are its own
  'codepurify-paper': ({ language }) => (language === 'c' ? 2 : undefined),
  // words are hidden as ours hides units, which differs where a classifier reads one code: defect detection, the task in C
  codedetector: ({ language }) => (language === 'c' ? 2 : undefined),
}

/** What a defence's results depend on beside its options: goes up with its rule for the task. */
export function ruleOf(options: Pick<Options, 'defence' | 'rule'>, task: Judged): { readonly ruleRevision?: number } {
  const ruleRevision = ruleRevisions[defenceOf(options)]?.(task)
  return ruleRevision === undefined ? {} : { ruleRevision }
}
