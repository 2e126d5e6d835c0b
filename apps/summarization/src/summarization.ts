import type { SummaryRecord } from '@codepurify/dataset'
import { codebertSeq2Seq, codet5Seq2Seq, type Task } from '@codepurify/experiment'
import { bleu } from './metrics.js'
import { mini, paper } from './profiles.js'
import { deepcomMini, embedded, tlcodesum } from './sources.js'
import { target } from './target.js'

/** Code summarization: a function of Java or JavaScript in, a sentence about it out; the attacker wants one fixed sentence instead. */
export const summarization: Task<SummaryRecord> = {
  name: 'summarization',
  kind: 'generation',
  prose: true,
  language: 'java',
  paperName: 'summarization',
  target,
  models: { codebert: codebertSeq2Seq, codet5: codet5Seq2Seq },
  sources: { embedded, deepcom_mini: deepcomMini, tlcodesum },
  // the metric lowers case and takes punctuation apart itself
  comparable: () => Promise.resolve((text) => text),
  metrics: [bleu],
  profiles: { mini, paper },
}
