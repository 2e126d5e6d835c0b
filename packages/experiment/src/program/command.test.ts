import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from './command.js'
import { main } from './main.js'
import { readExperimentRows } from '../records/readExperimentRows.js'
import { silent } from '../progress.js'
import { parseResults } from '../results/resultsFile.js'
import { attackSchema, benchSchema, filterSchema, poisonSchema, purifySchema, sampleSchema } from '../results/resultSchema.js'
import { dataFiles } from '../stages/sampleStage.js'
import { readResult } from '../folders/stage.js'
import type { Profile, Training } from '../task.js'
import { toyFolder, toyModel, toyTask, type Log } from '../testing/toyTask.js'
import { UsageError } from '../options/usageError.js'

let root: string
let log: Log
const said: string[] = []

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'experiment-'))
  log = { fits: 0, opened: 0, answered: 0, purified: 0, encoded: 0 }
  said.length = 0
  await toyFolder(root)
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

const around = (signal = new AbortController().signal) => ({
  root,
  output: { write: (text: string) => said.push(text) },
  context: { progress: silent, now: () => 0, signal },
  environment: {},
})
const run = (args: string[], model = toyModel(log), signal?: AbortSignal) =>
  command(toyTask(model), [...args, '--runs', join(root, 'runs')], around(signal))
/** A bench of one defence; where nothing is said, bench runs the whole grid. */
const bench = ['bench', '--init', 'pretrained', '--defence', 'codepurify']
const file = (...path: string[]) => join(root, 'runs', 'toy', 'toy', ...path)

test('purify runs every stage that it needs, and the numbers are those of the toy model', async () => {
  await run(['purify', '--out', join(root, 'elsewhere.json')])
  const purify = await readResult(file('bnc-fixed-0.05', 'purify.json'), purifySchema)
  expect(purify).toMatchObject({
    task: 'toy',
    model: 'toy',
    attack: 'bnc-fixed',
    rate: 0.05,
    seed: 1,
    profile: 'mini',
    defence: 'codepurify',
    rule: 'default',
    setting: 'matched',
    stageOfDefence: 'input',
    detection: { value: 1, high: 1 },
    recovered: { value: 1 },
    records: 45,
    asr: { value: 1 },
    asrDefended: { value: 0 },
    floor: { value: 0 },
    excess: { value: 0 },
    clean: { value: 1, exactMatch: { value: 1 }, metric: 'exactMatch' },
    cleanDefended: { value: 1 },
    cleanCost: { value: 0, low: 0, high: 0 },
    localisation: { value: 1 },
    parses: { value: 1 },
    threshold: 0.019,
  })
  expect(JSON.parse(readFileSync(join(root, 'elsewhere.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(purify)))
  expect(said.join('')).toContain('bnc-fixed at 5 %, seed 1, codepurify: 45 triggered and 25 clean records (suspected: 100.0 % and 0.0 %)')
})

test('the validation split measures on valid records that no line is drawn from, with the twin that the test split has', async () => {
  const ids = async (split: string, part: 'valid' | 'test') => {
    const rows = await readExperimentRows(dataFiles(file(`data-embedded-mini-seed-1${split}`))[part])
    return rows.map(({ id }) => id)
  }
  await run(['attack', '--init', 'twin'])
  await run(['attack', '--init', 'twin', '--split', 'validation'])
  expect(log.fits).toBe(3)
  const [line, tuned] = [await ids('-validation', 'valid'), await ids('-validation', 'test')]
  expect(line).toEqual(await ids('', 'valid'))
  expect(tuned).toHaveLength(10)
  expect([...tuned, ...line].filter((id, i, ids) => ids.indexOf(id) !== i)).toEqual([])
  const test = await ids('', 'test')
  expect(tuned.filter((id) => test.includes(id))).toEqual([])
  expect(existsSync(file('bnc-fixed-0.05-from-twin-validation', 'attack.json'))).toBe(true)
  // neither split writes over the other's result of the twin
  const looks = { ...around(), context: { ...around().context, looksOnly: true } }
  for (const split of ['test', 'validation'])
    await command(toyTask(toyModel(log)), ['attack', '--init', 'twin', '--split', split, '--runs', join(root, 'runs')], looks)
})

test('steps, learning rate, token budget and clip norm of a call take the place of the profile, in the victim alone where it starts from the twin', async () => {
  const trained: Training[] = []
  const model = toyModel(log, { onFit: ({ training }) => trained.push(training) })
  const said = ['--steps', '7', '--learning-rate', '2e-3', '--token-budget', '512', '--clip-norm', 'none']
  await run(['train', '--init', 'twin', ...said], model)
  const [twin, victim] = trained
  expect(twin).toMatchObject({ steps: 10, learningRate: 1e-3, batch: { recordsPerBatch: 4 }, clipNorm: 1 })
  expect(victim).toMatchObject({ steps: 7, learningRate: 2e-3, batch: { tokenBudget: 512 }, clipNorm: null })
})

test('a profile may train one model otherwise, and a source of records all of them', async () => {
  const steps: number[] = []
  const task = toyTask(toyModel(log, { onFit: ({ training }) => steps.push(training.steps) }))
  const { mini } = task.profiles
  if (!mini) throw new Error('the toy has no profile')
  const own: Profile = { ...mini, models: { toy: { fromTwin: () => ({ steps: 3 }) } } }
  const sourced: Profile = { ...own, data: { embedded: { fromTwin: () => ({ steps: 4 }) } } }
  for (const [seed, profile] of [mini, own, sourced].entries())
    await command(
      { ...task, profiles: { mini: profile } },
      ['train', '--init', 'twin', '--seed', String(seed), '--runs', join(root, 'runs')],
      around(),
    )
  expect(steps.filter((count) => count !== 10)).toEqual([5, 3, 4])
})

test('what is set aside, poisoned and not planted is counted', async () => {
  await run(['attack'])
  const sample = await readResult(file('data-embedded-mini-seed-1', 'sample.json'), sampleSchema)
  expect(sample).toMatchObject({
    records: { train: 60, valid: 30, test: 57 },
    groups: { train: 60, valid: 30, test: 57 },
    setAside: { 'longer than the model': 1, 'the answer is the target': 1 },
  })
  const poison = await readResult(file('bnc-fixed-0.05', 'poison.json'), poisonSchema)
  expect(poison.train).toEqual({ records: 60, poisoned: 3, notPlanted: {} })
  const attack = await readResult(file('bnc-fixed-0.05', 'attack.json'), attackSchema)
  expect(attack.records).toBe(45)
  expect(poison.triggered.records).toBe(45)
  expect(attack.notPlanted).toBe(Object.values(poison.triggered.notPlanted).reduce((sum, count) => sum + count, 0))
})

test('results name no user and no path', async () => {
  await run(['purify'])
  for (const name of ['poison', 'train', 'eval', 'attack', 'purify'])
    expect(readFileSync(file('bnc-fixed-0.05', `${name}.json`), 'utf8')).not.toContain(root)
})

test('a second run does nothing, another rule only purifies, another seed does everything again', async () => {
  await run(['purify'])
  const first = { ...log }
  expect(first).toMatchObject({ fits: 2 })
  await run(['purify'])
  expect(log).toEqual(first)
  await run(['purify', '--rule', 'paper'])
  expect(log.fits).toBe(2)
  expect(log.purified).toBe(2 * first.purified)
  await run(['purify', '--seed', '2'])
  expect(log.fits).toBe(4)
})

test('the published line of codepurify comes from clean records too', async () => {
  await run(['purify', '--setting', 'published'])
  const published = await readResult(file('bnc-fixed-0.05', 'purify.json'), purifySchema)
  expect(published).toMatchObject({ setting: 'published', falsePositiveRate: null, threshold: 0.019 })
})

test('--again does the named stage once more, and none before it', async () => {
  await run(['purify'])
  const { purified } = log
  await run(['purify', '--again'])
  expect(log).toMatchObject({ fits: 2, purified: 2 * purified })
})

test('--limit evaluates fewer records, keeps the models, and the whole set takes its parts up again', async () => {
  await run(['purify', '--limit', '20'])
  expect(await readResult(file('bnc-fixed-0.05', 'purify.json'), purifySchema)).toMatchObject({ records: 20, cleanRecords: 20 })
  expect(log).toMatchObject({ fits: 2, purified: 40 })
  await run(['purify'])
  expect(log).toMatchObject({ fits: 2, purified: 45 + 25 })
})

test('where nothing is said, bench runs every model, attack and defence that the task has, on victims from the twin', async () => {
  await expect(run(['bench', '--limit', '4'])).rejects.toThrow(/of 32 cells failed/u)
  const { rows, failed } = await readResult(file('bench.json'), benchSchema)
  const names = (of: (row: { readonly attack: string; readonly defence: string }) => string) =>
    [...new Set([...rows, ...failed].map(of))].sort()
  expect(names(({ attack }) => attack)).toEqual(['bnc-fixed', 'bnc-grammar', 'dead-code', 'identifier'])
  expect(names(({ defence }) => defence)).toHaveLength(8)
  expect(new Set(rows.map(({ init }) => init))).toEqual(new Set(['twin']))
  expect(readFileSync(file('bench.md'), 'utf8')).toContain(
    "Victims start from the clean twin's weights; lines are drawn at 5 % of clean records.",
  )
})

test('a profile may say that a bench starts the victims of a model from the pretrained weights, and a call otherwise', async () => {
  const task = toyTask(toyModel(log))
  const { mini } = task.profiles
  if (!mini) throw new Error('the toy has no profile')
  const own: Profile = { ...mini, models: { toy: { benchInit: 'pretrained' } } }
  const cell = ['bench', '--attack', 'bnc-fixed', '--defence', 'codepurify', '--runs', join(root, 'runs')]
  const started = async (profile: Profile, ...args: string[]) => {
    await command({ ...task, profiles: { mini: profile } }, [...cell, ...args], around())
    return (await readResult(file('bench.json'), benchSchema)).rows.map(({ init }) => init)
  }
  expect(await started(mini)).toEqual(['twin'])
  expect(await started(own)).toEqual(['pretrained'])
  expect(await started(own, '--init', 'twin')).toEqual(['twin'])
  expect(await started(mini, '--init', 'pretrained')).toEqual(['pretrained'])
  expect(await started({ ...own, data: { embedded: { benchInit: 'twin' } } })).toEqual(['twin'])
})

test('a bench of models that start otherwise says of each what it starts from', async () => {
  const task = toyTask(toyModel(log))
  const { mini } = task.profiles
  const [model] = Object.values(task.models)
  if (!mini || !model) throw new Error('the toy has no profile or no model')
  const own: Profile = { ...mini, models: { other: { benchInit: 'pretrained' } } }
  const both = { ...task, models: { toy: model, other: model }, profiles: { mini: own } }
  await command(both, ['bench', '--attack', 'bnc-fixed', '--defence', 'codepurify', '--runs', join(root, 'runs')], around())
  const started = "Victims start from the clean twin's weights (toy), the pretrained weights (other); lines are drawn at 5 %"
  expect(readFileSync(join(root, 'runs', 'toy', 'bench.md'), 'utf8')).toContain(started)
  expect(said.join('')).toContain(started)
})

test('a defence for classifiers is refused before anything is trained', async () => {
  await expect(run(['bench', '--defence', 'none,oseql'])).rejects.toThrow(
    'the defence "oseql" is for classifiers, and the victims of toy generate',
  )
  expect(log.fits).toBe(0)
})

test("the paper's rule is no defence of records in other languages than its own, and not of all that a bench runs", async () => {
  const task = toyTask(toyModel(log))
  const { embedded } = task.sources
  if (embedded === undefined) throw new Error('the toy task has no data')
  const mixed = { ...task, sources: { embedded: { ...embedded, languages: ['java', 'javascript'] as const } } }
  const on = (...args: string[]) => command(mixed, [...args, '--runs', join(root, 'runs')], around())
  const reason = 'has units for java and c alone, and there are records in javascript'
  await expect(on('purify', '--defence', 'codepurify-paper')).rejects.toThrow(`the defence "codepurify-paper" ${reason}`)
  await expect(on('purify', '--rule', 'paper')).rejects.toThrow(`the defence "codepurify-paper" ${reason}`)
  expect(log.fits).toBe(0)
  await on('bench', '--attack', 'bnc-fixed', '--init', 'pretrained', '--defence', 'all').catch(() => undefined)
  const { rows } = await readResult(file('bench.json'), benchSchema)
  expect(rows.map(({ defence }) => defence)).not.toContain('codepurify-paper')
  expect(rows.length).toBeGreaterThan(3)
})

test('of two runs one prepares the data at a time, and both find them there', async () => {
  const task = toyTask(toyModel(log))
  const { embedded } = task.sources
  if (embedded === undefined) throw new Error('the toy task has no data')
  let [at, most] = [0, 0]
  const prepare: typeof embedded.prepare = async (o) => {
    most = Math.max(most, ++at)
    await new Promise((done) => setTimeout(done, 50))
    at -= 1
    return embedded.prepare(o)
  }
  const slow = { ...task, sources: { embedded: { ...embedded, prepare } } }
  const sample = (seed: string) => command(slow, ['sample', '--seed', seed, '--runs', join(root, 'runs')], around())
  await Promise.all([sample('1'), sample('2')])
  expect(most).toBe(1)
  for (const seed of ['1', '2']) expect(existsSync(file(`data-embedded-mini-seed-${seed}`, 'sample.json'))).toBe(true)
})

test('a second attack shares data and twin', async () => {
  await run([...bench, '--attack', 'bnc-fixed,dead-code'])
  expect(log.fits).toBe(3)
  const { rows } = JSON.parse(readFileSync(file('bench.json'), 'utf8')) as { rows: { attack: string }[] }
  expect(rows.map(({ attack }) => attack)).toEqual(['bnc-fixed', 'dead-code'])
})

test('what one filter asked of the victim is there for the next', async () => {
  await run(['purify', '--defence', 'spectral-signatures'])
  expect(log.encoded).toBe(60)
  await run(['purify', '--defence', 'activation-clustering'])
  expect(log.encoded).toBe(60)
})

test('a bench of two defences: one that filters the data trains again, and one that fails is shown as failed and hides nothing', async () => {
  const bench = ['bench', '--init', 'pretrained', '--attack', 'bnc-fixed', '--defence', 'codepurify,spectral-signatures,onion']
  await expect(run(bench)).rejects.toThrow('1 of 3 cells failed; the others are kept')
  const result = await readResult(file('bench.json'), benchSchema)
  expect(
    result.rows.map(({ defence, stageOfDefence, asrDefended, localisation }) => [
      defence,
      stageOfDefence,
      asrDefended.value,
      localisation?.value,
    ]),
  ).toEqual([
    ['codepurify', 'input', 0, 1],
    ['spectral-signatures', 'data', 0, undefined],
  ])
  expect(result.rows[1]).toMatchObject({
    asr: { value: 1 },
    suspected: { triggered: { value: 1 }, clean: { value: 0 } },
    detection: { value: 1, high: 1 },
    truePositiveRate: { value: 1 },
    data: 'embedded',
    split: 'test',
  })
  expect(await readResult(file('bnc-fixed-0.05', 'spectral-signatures', 'filter.json'), filterSchema)).toMatchObject({ records: 60, poisoned: 3, dropped: 3, poisonedDropped: 3 }) // prettier-ignore
  expect(result.failed).toEqual([{ model: 'toy', attack: 'bnc-fixed', rate: 0.05, seed: 1, defence: 'onion', error: 'ONION is not made for toys', folder: 'bnc-fixed-0.05' }]) // prettier-ignore
  expect(readFileSync(file('bench.md'), 'utf8')).toContain('- **failed**: toy, bnc-fixed at 5 %, seed 1, onion: ONION is not made for toys')
  expect(readFileSync(file('bench.csv'), 'utf8').split('\r\n')).toHaveLength(5)
  expect(said.join('')).toContain('spectral-signatures (retrained)')
  expect(result.comparisons).toMatchObject([
    {
      defence: 'spectral-signatures',
      attacks: ['bnc-fixed'],
      asrDefended: { ours: { value: 0 }, other: { value: 0 } },
      clean: { difference: { value: 0 } },
    },
  ])
  for (const shown of [said.join(''), readFileSync(file('bench.md'), 'utf8')]) expect(shown).toContain('codepurify against')
  expect(log.fits).toBe(3)
  const before = { ...log }
  await expect(run(bench)).rejects.toThrow('1 of 3 cells failed')
  expect(log.fits).toBe(before.fits)
})

test('a grid of rates and seeds: cells do not write over each other', async () => {
  writeFileSync(join(root, 'grid.json'), '{ "attack": "bnc-fixed", "rate": [0.05, 4], "seed": [1, 2] }')
  await run([...bench, '--grid', join(root, 'grid.json')])
  const { rows } = await readResult(file('bench.json'), benchSchema)
  expect(rows.map(({ rate, seed }) => [rate, seed])).toEqual([[0.05, 1], [4, 1], [0.05, 2], [4, 2]]) // prettier-ignore
  const poison = await readResult(file('bnc-fixed-4-seed-2', 'poison.json'), poisonSchema)
  expect(poison.train.poisoned).toBe(4)
  const { fits } = log
  await run([...bench, '--grid', join(root, 'grid.json')])
  expect(log.fits).toBe(fits)
})

test('--collect runs nothing: it takes the results that are there into a results file, and says which are missing', async () => {
  await run([...bench, '--attack', 'bnc-fixed'])
  const before = { ...log }
  const out = join(root, 'results.json')
  await expect(run([...bench, '--collect', '--attack', 'bnc-fixed,dead-code', '--out', out])).rejects.toThrow('1 of 2 cells have no result')
  expect(parseResults(readFileSync(out, 'utf8'), out)).toMatchObject({
    command: 'npx nx run toy:bench --init pretrained --defence codepurify --attack bnc-fixed,dead-code',
    metrics: [{ key: 'exactMatch', title: 'EM', scale: 'share' }],
    rows: [{ attack: 'bnc-fixed', asr: { value: 1 }, clean: { exactMatch: { value: 1 } } }],
    failed: [],
  })
  expect(said.join('')).toContain('failed: toy, dead-code at 5 %')
  await expect(run([...bench, '--collect', '--attack', 'bnc-fixed', '--limit', '5'])).rejects.toThrow(
    /eval is not there \(.*eval-limit-5\.json\)/u,
  )
  await expect(run([...bench, '--collect', '--attack', 'bnc-fixed', '--rule', 'paper'])).rejects.toThrow(
    'purify was made with other options',
  )
  await expect(run(['attack', '--collect'])).rejects.toThrow('--collect is for bench')
  expect(log).toEqual(before)
})

test('--sweep is a bench over few and many poisoned records', async () => {
  await expect(run([...bench, '--attack', 'bnc-fixed', '--sweep', '--limit', '4'])).rejects.toThrow('3 of 6 cells failed')
  const { rows, failed } = await readResult(file('bench.json'), benchSchema)
  // of 60 records, 0.1 % to 1 % are none
  expect(rows.map(({ rate }) => rate)).toEqual([10, 0.02, 0.05])
  expect(failed.map(({ rate }) => rate)).toEqual([0.001, 0.005, 0.01])
  await expect(run(['bench', '--sweep', '--rate', '0.05'])).rejects.toThrow('--sweep and --rate say the same')
  await expect(run(['attack', '--sweep'])).rejects.toThrow('--sweep is for bench')
})

test('two limits on one twin do not spoil each other', async () => {
  await run([...bench, '--attack', 'bnc-fixed,dead-code'])
  await run(['eval', '--attack', 'dead-code', '--limit', '5'])
  await run([...bench, '--attack', 'bnc-fixed,dead-code', '--collect'])
  await run(['attack', '--limit', '10'])
  await run(['purify'])
  expect(await readResult(file('bnc-fixed-0.05', 'purify.json'), purifySchema)).toMatchObject({ records: 45 })
})

test('a device is part of what a result was made with, and leaves the results of another alone', async () => {
  await run(['purify'])
  const { fits } = log
  await run(['purify', '--device', 'webgpu'])
  expect(log.fits).toBe(2 * fits)
  expect((await readResult(file('bnc-fixed-0.05-webgpu', 'purify.json'), purifySchema)).options).toMatchObject({ device: 'webgpu' })
  await run(['purify'])
  expect(log.fits).toBe(2 * fits)
})

test('start leaves the table of a bench alone, and names and rates that cannot be are refused', async () => {
  await run([...bench, '--attack', 'bnc-fixed,dead-code'])
  await run(['start'])
  expect((await readResult(file('bench.json'), benchSchema)).rows).toHaveLength(2)
  await expect(run(['poison', '--rate', '5000'])).rejects.toThrow('--rate asks for 5000 poisoned records, expected at most the 60')
  await expect(run(['train', '--defence', 'nonsense'])).rejects.toThrow('no defence "nonsense"')
  await expect(run(['report', '--collect'])).rejects.toThrow('--collect is for bench')
  await expect(run(['report', '--attack', 'bnc-fixed'])).rejects.toThrow('report shows every result under --runs, got --attack')
  await expect(run(['report', '--limit', '5'])).rejects.toThrow('report shows every result under --runs, got --limit')
  await expect(run(['purify', '--masked-lm', join(root, 'none')])).rejects.toThrow('there is no config.json')
})

test('a purify that died goes on where it stopped and ends with the same records', async () => {
  await run(['attack'])
  let calls = 0
  const dying = toyModel(log, { onPurify: () => { if (++calls === 3) throw new Error('killed') } }) // prettier-ignore
  await expect(run(['purify'], dying)).rejects.toThrow('killed')
  expect(existsSync(file('bnc-fixed-0.05', 'purify.json'))).toBe(false)
  const before = log.purified
  await run(['purify'])
  expect(log.purified - before).toBe(45 + 25 - before)
  const resumed = readFileSync(file('bnc-fixed-0.05', 'purified.jsonl'), 'utf8')
  rmSync(file('bnc-fixed-0.05'), { recursive: true })
  await run(['purify'])
  expect(readFileSync(file('bnc-fixed-0.05', 'purified.jsonl'), 'utf8')).toBe(resumed)
})

test('Ctrl-C between steps stops with what is finished kept', async () => {
  const stop = new AbortController()
  const model = toyModel(log, { onFit: () => stop.abort(new Error('stopped')) })
  await expect(run(['purify'], model, stop.signal)).rejects.toThrow('stopped')
  expect(log.fits).toBe(1)
  expect(existsSync(file('twin-embedded-mini-seed-1', 'train.json'))).toBe(true)
  await run(['purify'])
  expect(log.fits).toBe(2)
})

test('a result that was damaged is made again', async () => {
  await run(['attack'])
  const path = file('bnc-fixed-0.05', 'attack.json')
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, 100))
  await run(['attack'])
  expect((await readResult(path, attackSchema)).asr.value).toBe(1)
})

test('start prints the table and one record with its trigger marked', async () => {
  await run(['start'])
  const text = said.join('')
  expect(text).toContain('ASR_D')
  expect(text).toContain('◀ planted')
  expect(text).toContain('^^^^')
})

test.each([
  [['atack'], 'no stage "atack". Did you mean "attack"?'],
  [['attack', '--attack', 'bnc-fixt'], 'no attack "bnc-fixt". Did you mean "bnc-fixed"?'],
  [['attack', '--model', 'codet6'], 'no model "codet6". Known: toy'],
  [['attack', '--profile', 'minni'], 'no profile "minni". Did you mean "mini"?'],
  [['purify', '--defence', 'oniom'], 'no defence "oniom". Did you mean "onion"?'],
  [['attack', '--grid', 'grid.json'], '--grid is for bench, got it for attack'],
  [['attack', '--data', 'devign'], 'no data "devign". Known: embedded'],
])('%j is a wrong call', async (args, message) => {
  await expect(run(args)).rejects.toThrow(UsageError)
  await expect(run(args)).rejects.toThrow(message)
})

const whenProc = existsSync('/proc/self') ? test : test.skip

whenProc('a folder that cannot be made is a wrong call and no hang', async () => {
  const call = command(toyTask(toyModel(log)), ['sample', '--runs', '/proc/none/runs'], around())
  await expect(call).rejects.toThrow(UsageError)
  await expect(call).rejects.toThrow('--runs is "/proc/none/runs", expected a folder that can be written')
})

test('exit codes: 0 for help, 2 for a wrong call, 1 for work that fails', async () => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true)
  const print = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
  const task = toyTask(toyModel(log))
  expect(await main(task, ['--help'], { root })).toBe(0)
  expect(await main(task, ['nonsense'], { root })).toBe(2)
  expect(await main(task, ['sample', '--runs', join(root, 'nowhere')], { root })).toBe(1)
  expect(write.mock.calls.flat().join('')).toContain('nowhere')
  write.mockRestore()
  print.mockRestore()
})
