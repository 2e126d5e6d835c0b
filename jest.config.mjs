import { readdirSync } from 'node:fs'

const inside = (folder) => readdirSync(new URL(`./${folder}/`, import.meta.url)).map((name) => `<rootDir>/${folder}/${name}`)

export default { projects: [...inside('packages'), ...inside('apps'), '<rootDir>/datasets', '<rootDir>/tools'] }
