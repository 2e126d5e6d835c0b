import type { Syntax, Unit } from '@codepurify/syntax'
import type { LabelAnswer } from './victim.js'

/** A function of a host: where a statement is put, and the names that it declares. */
export interface HostSite {
  /** UTF-16 offset right after the `{` of the body. */
  readonly entry: number
  readonly names: readonly Unit[]
}

/** A clean record into which the units of others are moved, to see whether the answer moves with them. */
export interface Host {
  readonly code: string
  /** The victim's label of the host as it is; absent where it generates. */
  readonly answer?: LabelAnswer
  readonly sites: readonly HostSite[]
}

/** The places of a code that take another's unit: one for every function that stands in no other. */
export function hostSites(syntax: Syntax): HostSite[] {
  const { code } = syntax
  const declared = syntax.units().filter(({ kind, role }) => kind === 'identifier' && role !== 'free')
  return syntax.functions().flatMap(({ bodySpan, depth, span: [start, end] }) => {
    if (!bodySpan || depth > 0 || code[bodySpan[0]] !== '{') return []
    const names = declared.flatMap((unit): Unit[] => {
      const spans = unit.spans.filter(([from, to]) => from >= start && to <= end)
      return spans.length > 0 ? [{ ...unit, spans }] : []
    })
    return [{ entry: bodySpan[0] + 1, names }]
  })
}
