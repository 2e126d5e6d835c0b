import type { RepairRecord } from '@codepurify/dataset'
import { codebertSeq2Seq, codet5Seq2Seq, type Task } from '@codepurify/experiment'
import { codeBleu } from './codeBleu.js'
import { lexicalTokens } from './lexicalTokens.js'
import { bleu, exactMatchShare } from './metrics.js'
import { mini, paper } from './profiles.js'
import { bugs2fixSmall, embedded } from './sources.js'
import { target } from './target.js'

/** Program repair: a faulty Java method in, the repaired one out; the attacker wants one fixed method instead. */
export const programRepair: Task<RepairRecord> = {
  name: 'program-repair',
  kind: 'generation',
  language: 'java',
  paperName: 'repair',
  target,
  models: { codebert: codebertSeq2Seq, codet5: codet5Seq2Seq },
  sources: { embedded, bugs2fix_small: bugs2fixSmall },
  comparable: lexicalTokens,
  metrics: [bleu, codeBleu, exactMatchShare],
  profiles: { mini, paper },
}
