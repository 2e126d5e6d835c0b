import type { Unit } from '@codepurify/syntax'
import type { Host, HostSite } from './host.js'

/**
 * The host's code with another record's unit in it: a statement at the start of every function's body, a name in place of one of the host's own, of the same role (else the first
 * that there is). Undefined where the host has no name to give up, or has this one already.
 */
export function transplant({ code: host, sites }: Pick<Host, 'code' | 'sites'>, code: string, unit: Unit): string | undefined {
  const edits = sites.flatMap((site) => (unit.kind === 'statement' ? [statementInto(site, code, unit)] : renamed(site, unit)))
  if (edits.length === 0) return undefined
  let out = ''
  let end = 0
  for (const { start, stop, text } of edits.sort((a, b) => a.start - b.start)) {
    out += host.slice(end, start) + text
    end = stop
  }
  return out + host.slice(end)
}

/** What of a unit goes into another record: a statement's text, a name. */
export function movedText(code: string, { name, spans: [span] }: Unit): string {
  return name ?? code.slice(...(span ?? [0, 0]))
}

interface Edit {
  readonly start: number
  readonly stop: number
  readonly text: string
}

function statementInto({ entry }: HostSite, code: string, unit: Unit): Edit {
  return { start: entry, stop: entry, text: ` ${movedText(code, unit)} ` }
}

function renamed({ names }: HostSite, { name, role }: Unit): Edit[] {
  if (name === undefined || names.some((own) => own.name === name)) return []
  const given = names.find((own) => own.role === role) ?? names[0]
  return (given?.spans ?? []).map(([start, stop]) => ({ start, stop, text: name }))
}
