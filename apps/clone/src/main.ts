import { fileURLToPath } from 'node:url'
import { main } from '@codepurify/experiment'
import { clone } from './clone.js'

process.exitCode = await main(clone, process.argv.slice(2), { root: fileURLToPath(new URL('../../../', import.meta.url)) })
