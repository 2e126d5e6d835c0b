export default {
  preset: '../jest.preset.mjs',
  testMatch: ['<rootDir>/*.test.mjs'],
  transform: { '\\.mjs$': ['@swc/jest', { jsc: { parser: { syntax: 'ecmascript' }, target: 'es2023' } }] },
}
