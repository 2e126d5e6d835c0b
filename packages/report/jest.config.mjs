import { fileURLToPath } from 'node:url'

const library = (path) => fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url))

// the chart library and its document are ECMAScript modules: the sandbox takes their bundles
export default {
  preset: '../../jest.preset.mjs',
  moduleNameMapper: {
    '^@observablehq/plot$': library('@observablehq/plot/dist/plot.umd.min.js'),
    '^d3(@.*)?$': library('d3/dist/d3.min.js'),
    '^linkedom$': library('linkedom/worker.js'),
  },
  transform: { 'linkedom/worker\\.js$': library('@swc/jest/index.js') },
  transformIgnorePatterns: ['/node_modules/(?!linkedom/)'],
}
