// Writes a checkpoint of 4 MB into a folder: checkpoint.test.ts runs it where there is no room for that.
import { saveCheckpoint } from '../src/checkpoint.ts'

const parts = { parameters: new Map([['weight', { shape: [1_000_000], data: new Float32Array(1_000_000) }]]) }
await saveCheckpoint(process.argv[2], 'checkpoint', { step: 2, state: {}, parts }, 2).catch((error) => console.log(error.message))
