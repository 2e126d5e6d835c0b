import nx from '@nx/eslint-plugin'
import tseslint from 'typescript-eslint'

/** Floors 1 to 5; a package sees the floors below its own, and `@codepurify/metrics` (the seeded random numbers) from everywhere. */
const below = (floor) => Array.from({ length: floor - 1 }, (_, i) => `floor:${i + 1}`)

const floors = [1, 2, 3, 4, 5].map((floor) => ({
  sourceTag: `floor:${floor}`,
  // `experiment` prints through `report` and runs `defences`: its neighbours on the same floor.
  onlyDependOnLibsWithTags: [...below(floor), 'everywhere', ...(floor === 5 ? ['floor:5'] : [])],
}))

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', '**/generated', 'runs', 'test-fixtures', '.nx', 'coverage'] },
  tseslint.configs.strict,
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.cjs'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [],
          // a library is loaded late to keep a start without work short, not to keep it out of a bundle
          checkDynamicDependenciesExceptions: ['@codepurify/*'],
          depConstraints: [
            { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
            { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
            ...floors,
          ],
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@codepurify/*/*', '!@codepurify/*/package.json', '../../*/src/*'],
              message: "Come in through the package's own door, its index.ts.",
            },
          ],
        },
      ],
      'max-lines': ['error', 500],
      eqeqeq: 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Take a seed: random(seed) of @codepurify/metrics.' },
      ],
    },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
)
