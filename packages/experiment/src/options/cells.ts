import { readFile } from 'node:fs/promises'
import { reasonOf } from '@codepurify/dataset'
import { rateText } from '@codepurify/report'
import { z } from 'zod'
import { unknownName } from './knownName.js'
import { list, rate, text, whole } from './optionReaders.js'
import { UsageError } from './usageError.js'

/** What differs from cell to cell of a table. */
export interface Cell {
  readonly model: string
  readonly attack: string
  /** Share of training records that are poisoned; above 1 their number. */
  readonly rate: number
  readonly seed: number
  readonly defence: string
}

/** What makes a cell of something that has more. */
export function cellOf({ model, attack, rate, seed, defence }: Cell): Cell {
  return { model, attack, rate, seed, defence }
}

/** A cell in a few words. */
export function cellName({ model, attack, rate, seed, defence }: Cell): string {
  return `${model}, ${attack} at ${rateText(rate)}, seed ${seed}, ${defence}`
}

/** The values of each axis; a grid is their product. `all` in names stands for all that are known. */
export type Axes = { readonly [Name in keyof Cell]: readonly Cell[Name][] }

/** The names that a task knows. */
export type KnownNames = Readonly<Record<'model' | 'attack' | 'defence', readonly string[]>>

const read: { readonly [Name in keyof Axes]: (value: string, name: string) => Axes[Name] } = {
  model: list(text),
  attack: list(text),
  rate: list(rate),
  seed: list(whole(0)),
  defence: list(text),
}

const value = z.union([z.string(), z.number()])
const axis = z.union([value, z.array(value).nonempty()]).optional()
const block = z.strictObject({ model: axis, attack: axis, rate: axis, seed: axis, defence: axis })
const gridSchema = z.union([block, z.array(block).nonempty()])

/** More would be years of work. */
const mostCells = 10_000

/**
 * The cells of every block: what was given on the command line, else what the block says, else the usual, `all` standing for `every`; each cell once, models outermost, so that what cells share is
 * made for one after the other. Throws a UsageError on a name that is not known, and on more cells than anybody can run.
 */
export function cellsOf(
  given: Partial<Axes>,
  blocks: readonly Partial<Axes>[],
  usual: Axes,
  known: KnownNames,
  every: KnownNames = known,
): Cell[] {
  const products = blocks.map((own) => {
    const axes = { ...usual, ...own, ...given }
    const named = (kind: keyof KnownNames): readonly string[] => axes[kind].flatMap((name) => (name === 'all' ? every[kind] : [checked(kind, name, known[kind])])) // prettier-ignore
    return { seeds: axes.seed, rates: axes.rate, models: named('model'), attacks: named('attack'), defences: named('defence') }
  })
  const count = products.reduce((sum, axes) => sum + Object.values(axes).reduce((product, { length }) => product * length, 1), 0)
  if (count > mostCells)
    throw new UsageError(
      `the call names ${count} cells, expected at most ${mostCells}. Name fewer models, attacks, rates, seeds or defences`,
    )
  const cells = products.flatMap(({ models, seeds, rates, attacks, defences }) =>
    models.flatMap((model) =>
      seeds.flatMap((seed) =>
        rates.flatMap((rate) => attacks.flatMap((attack) => defences.map((defence): Cell => ({ model, attack, rate, seed, defence })))),
      ),
    ),
  )
  return [...new Map(cells.map((cell) => [JSON.stringify(cell), cell])).values()]
}

/** Reads a grid: an object of axes, or a list of such. Throws a UsageError that names the file and what is wrong in it, a name that is not `known` too. */
export async function readGrid(file: string, known: KnownNames): Promise<Partial<Axes>[]> {
  const content = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--grid: ${reasonOf(error)}`, { cause: error })
  })
  let json: unknown
  try {
    json = JSON.parse(content.replace(/^\uFEFF/u, ''))
  } catch (error) {
    throw new UsageError(`--grid ${file}: is not JSON: ${reasonOf(error)}`, { cause: error })
  }
  const parsed = gridSchema.safeParse(json)
  if (!parsed.success)
    throw new UsageError(
      `--grid ${file}: ${z.prettifyError(parsed.error).replace(/\s+/gu, ' ')}. Expected { ${Object.keys(read).join(', ')} }, each a value or a list, or a list of such`,
    )
  return [parsed.data].flat().map((one) =>
    Object.fromEntries(
      Object.entries(one).flatMap(([name, values]) => {
        if (values === undefined) return []
        const key = name as keyof Axes
        const found = read[key]([values].flat().join(','), `grid ${file}: ${name}`)
        if (key !== 'rate' && key !== 'seed') {
          for (const named of found.filter((value) => value !== 'all')) checked(key, String(named), known[key], `grid ${file}: `)
        }
        return [[key, found]]
      }),
    ),
  )
}

function checked(kind: string, name: string, known: readonly string[], where = ''): string {
  if (!known.includes(name)) throw new UsageError(where + unknownName(kind, name, known))
  return name
}
