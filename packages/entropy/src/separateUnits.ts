import type { Span, Unit } from '@codepurify/syntax'

/** Share of a statement's effect that its parts must explain together to stand in its place. */
const EXPLAINED = 0.6
/** The same for a part that is the only one: what is left is the work of the statement's own head, as of a planted condition. */
const EXPLAINED_ALONE = 0.9

/** What `separateUnits` needs to know about a unit. */
export type Extent = Pick<Unit, 'kind' | 'spans' | 'depth' | 'role'>

/**
 * Indices of units of which none contains another, in the order given: the smallest units that explain what the larger ones do.
 *
 * Hiding a statement hides what it contains, so an outer statement repeats the score of a trigger inside it, and every level of nesting would flatten
 * the entropy. Bottom up, a statement is replaced by the units that lie wholly inside it (statements, and identifiers with no occurrence outside) where these
 * explain at least 60 % of its score together (90 % for an only part); otherwise it stands for them. Identifiers that also occur elsewhere are units of their own. Names that the
 * code does not declare explain nothing: `Math` in a planted condition is no unit that could be renamed in the statement's place.
 */
export function separateUnits(units: readonly Extent[], scores: readonly number[]): number[] {
  const children = containedUnits(units)
  const score = (index: number): number => scores[index] ?? 0
  const chosen = (index: number): { set: number[]; total: number } => {
    const inner = children[index] ?? []
    const parts = inner.map(chosen)
    const total = parts.reduce((sum, part) => sum + part.total, 0)
    const share = inner.filter((part) => units[part]?.role !== 'free').length > 1 ? EXPLAINED : EXPLAINED_ALONE
    if (parts.length > 0 && total >= share * score(index)) return { set: parts.flatMap((part) => part.set), total }
    return { set: [index], total: units[index]?.role === 'free' ? 0 : score(index) }
  }
  const inside = new Set(children.flat())
  return units
    .map((_, index) => index)
    .filter((index) => !inside.has(index))
    .flatMap((index) => chosen(index).set)
    .sort((a, b) => a - b)
}

/** For every unit, the units whose smallest container it is. */
function containedUnits(units: readonly Extent[]): number[][] {
  const statements = units.map((_, index) => index).filter((index) => units[index]?.kind === 'statement')
  const children: number[][] = units.map(() => [])
  units.forEach((_, index) => {
    let parent: number | undefined
    for (const candidate of statements) {
      if (candidate === index || !isPart(candidate, index)) continue
      if (parent === undefined || isPart(parent, candidate)) parent = candidate
    }
    if (parent !== undefined) children[parent]?.push(index)
  })
  return children

  // Two statements over the same text: the shallower, then the earlier, is the outer one.
  function isPart(outer: number, inner: number): boolean {
    const [a, b] = [units[outer], units[inner]]
    if (!a || !b || !encloses(a, b)) return false
    if (b.kind === 'identifier' || !encloses(b, a)) return true
    return a.depth < b.depth || (a.depth === b.depth && outer < inner)
  }
}

/** True where every place of the inner unit lies in a place of the outer one; a unit without a place lies in none. */
export function encloses(outer: Pick<Unit, 'spans'>, inner: Pick<Unit, 'spans'>): boolean {
  const within = ([start, end]: Span): boolean => outer.spans.some(([from, to]) => from <= start && end <= to)
  return inner.spans.length > 0 && inner.spans.every(within)
}

/** Characters that a unit covers. */
export const coveredCharacters = ({ spans }: Pick<Unit, 'spans'>): number => spans.reduce((sum, [start, end]) => sum + end - start, 0)
