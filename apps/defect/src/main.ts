import { fileURLToPath } from 'node:url'
import { main } from '@codepurify/experiment'
import { defect } from './defect.js'

process.exitCode = await main(defect, process.argv.slice(2), { root: fileURLToPath(new URL('../../../', import.meta.url)) })
