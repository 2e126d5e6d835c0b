import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** What every project's jest.config.mjs extends: sources as they are, through swc, in a sandbox with the host's typed arrays. */
export default {
  testMatch: ['<rootDir>/src/**/*.test.ts'],
  testEnvironment: here('./tools/jestEnvironment.cjs'),
  testEnvironmentOptions: { customExportConditions: ['@codepurify/source', 'node', 'node-addons'] },
  transform: { '\\.ts$': [here('./node_modules/@swc/jest/index.js'), { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testTimeout: 60_000,
}
