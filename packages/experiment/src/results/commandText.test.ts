import { commandText } from './commandText.js'

test.each([
  [['--runs', '/home/me/runs', '--out', 'x.json', '--collect'], 'npx nx run toy:bench'],
  [['--attack=all', '--rate', '0.05,10', '--jobs', '4', '--sweep'], 'npx nx run toy:bench --attack all --rate 0.05,10 --sweep'],
  [['--data', 'bugs2fix_small', '--init', 'twin'], 'CODEPURIFY_DATA=FOLDER npx nx run toy:bench --data bugs2fix_small --init twin'],
  [['--data', 'embedded', '--again'], 'npx nx run toy:bench --data embedded'],
  [['--checkpoint', '/home/me/base', '--grid', '/home/me/it is.json'], "npx nx run toy:bench --checkpoint FOLDER --grid 'it is.json'"],
])('%j', (args, expected) => {
  expect(commandText('toy', 'bench', args)).toBe(expected)
})
