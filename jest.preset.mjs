import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const library = (path) => here(`./node_modules/${path}`)

/** What every project's jest.config.mjs extends: sources as they are, through swc, in a sandbox with the host's typed arrays. */
export default {
  testMatch: ['<rootDir>/src/**/*.test.ts'],
  testEnvironment: here('./tools/jestEnvironment.cjs'),
  testEnvironmentOptions: { customExportConditions: ['@codepurify/source', 'node', 'node-addons'] },
  transform: {
    '\\.ts$': [library('@swc/jest/index.js'), { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }],
    'linkedom/worker\\.js$': library('@swc/jest/index.js'),
  },
  transformIgnorePatterns: ['/node_modules/(?!linkedom/)'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // the chart library and its document are ECMAScript modules: the sandbox takes their bundles
    '^@observablehq/plot$': library('@observablehq/plot/dist/plot.umd.min.js'),
    '^d3(@.*)?$': library('d3/dist/d3.min.js'),
    '^linkedom$': library('linkedom/worker.js'),
  },
  testTimeout: 60_000,
}
