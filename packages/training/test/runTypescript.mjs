// Lets Node run the workspace's TypeScript sources as they are, without a build:
//   node --conditions=@codepurify/source --import ./packages/traini../test/runTypescript.mjs file.ts
import { register } from 'node:module'

register('./typescriptHooks.mjs', import.meta.url)
