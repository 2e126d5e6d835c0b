import { fileURLToPath } from 'node:url'

const swc = fileURLToPath(new URL('../../node_modules/@swc/jest/index.js', import.meta.url))

// hyparquet and hyparquet-writer are ESM only; jest runs CommonJS, so they are transformed too.
export default {
  preset: '../../jest.preset.mjs',
  transform: { '/hyparquet[^/]*/src/.*\\.js$': [swc, { jsc: { parser: { syntax: 'ecmascript' }, target: 'es2023' } }] },
  transformIgnorePatterns: ['/node_modules/(?!hyparquet)'],
}
