import { fileURLToPath } from 'node:url'
import { main } from '@codepurify/experiment'
import { programRepair } from './programRepair.js'

process.exitCode = await main(programRepair, process.argv.slice(2), { root: fileURLToPath(new URL('../../../', import.meta.url)) })
