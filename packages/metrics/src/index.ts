/** @file Metrics: how much is a number worth, and how sure are we of it. */
export { attackShares, excess, type AttackHits, type AttackShares } from './attack.js'
export { auroc } from './auroc.js'
export { betterThan, meanBetterThan, type Better } from './better.js'
export { bleu4, bleu4Corpus, bleu4Difference, bleu4FromSums, bleu4Statistics } from './bleu.js'
export { bootstrap, bootstrapSums, mean, type BootstrapOptions, type Measured } from './bootstrap.js'
export { classificationScores, labelScores, labelStatistics, type ClassificationScores, type ScoreAverage } from './classification.js'
export {
  codeBleu,
  codeBleuCorpus,
  codeBleuFromSums,
  codeBleuStatistics,
  type CodeBleuParts,
  type CodeShape,
  type ShapedCode,
} from './codeBleu.js'
export { defenceEffectiveness, type DefenceEffect } from './defenceEffectiveness.js'
export { detectionAt, type DetectionAt } from './detection.js'
export { exactMatch, exactMatches } from './exactMatch.js'
export { figure, figuresText, type FigureTable } from './figures.js'
export { localisation, overlaps, type Located, type TextSpan } from './localisation.js'
export { machine } from './machine.js'
export { mcnemar, type McNemar } from './mcnemar.js'
export { quantile } from './quantile.js'
export { random, type Random } from './random.js'
export { recoveredShare } from './recovered.js'
export { openedDifference, share, shareDifference, unseenShare } from './share.js'
export { split as splitAtWhiteSpace } from './whiteSpace.js'
export { summaryBleu, summaryBleu4, summaryBleu4Difference } from './summaryBleu.js'
