import { evaluationMain } from '@codepurify/experiment'
import { defectEvaluation } from './defectEvaluation.js'

process.exitCode = await evaluationMain(defectEvaluation, process.argv.slice(2))
