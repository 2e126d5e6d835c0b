import type { Span, Unit } from '@codepurify/syntax'
import type { Host, HostSite } from './host.js'
import { replaceSpans } from './occlude.js'

/**
 * The host's code with another record's unit in it: a statement at the start of every function's body, a name in place of one of the host's own, of the same role (else the first
 * that there is). Undefined where the host has no name to give up, or has this one already.
 */
export function transplant({ code: host, sites }: Pick<Host, 'code' | 'sites'>, code: string, unit: Unit): string | undefined {
  const text = movedText(code, unit)
  const spans = sites.flatMap((site) => (unit.kind === 'statement' ? [[site.entry, site.entry] as const] : givenUp(site, unit)))
  if (spans.length === 0) return undefined
  return replaceSpans(host, spans, [unit.kind === 'statement' ? ` ${text} ` : text]).join('')
}

/** What of a unit goes into another record: a statement's text, a name. */
export function movedText(code: string, { name, spans: [span] }: Unit): string {
  return name ?? code.slice(...(span ?? [0, 0]))
}

/** The places of the name that the function gives up; none where it has this name already. */
function givenUp({ names }: HostSite, { name, role }: Unit): readonly Span[] {
  if (names.some((own) => own.name === name)) return []
  return (names.find((own) => own.role === role) ?? names[0])?.spans ?? []
}
