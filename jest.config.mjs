import { readdirSync } from 'node:fs'

const inside = (folder) => readdirSync(new URL(`./${folder}/`, import.meta.url)).map((name) => `<rootDir>/${folder}/${name}`)

// Jest reads the time that a test may take from here alone when it runs every project, and from jest.preset.mjs when it runs one
export default {
  testTimeout: 60_000,
  projects: [...inside('packages'), ...inside('apps'), '<rootDir>/datasets', '<rootDir>/tools'],
}
