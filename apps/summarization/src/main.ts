import { fileURLToPath } from 'node:url'
import { main } from '@codepurify/experiment'
import { summarization } from './summarization.js'

process.exitCode = await main(summarization, process.argv.slice(2), { root: fileURLToPath(new URL('../../../', import.meta.url)) })
