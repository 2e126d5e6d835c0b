import { evaluationMain } from '@codepurify/experiment'
import { cloneEvaluation } from './cloneEvaluation.js'

process.exitCode = await evaluationMain(cloneEvaluation, process.argv.slice(2))
