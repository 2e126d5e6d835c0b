import { bncFixed } from './bncFixed.js'
import { bncGrammar } from './bncGrammar.js'
import { deadCode } from './deadCode.js'
import { identifier } from './identifier.js'
import type { Trigger, TriggerName } from './trigger.js'

/** Every trigger; a new one is a file and a line here. */
export const triggers: Readonly<Record<TriggerName, Trigger>> = {
  'bnc-fixed': bncFixed,
  'bnc-grammar': bncGrammar,
  'dead-code': deadCode,
  identifier,
}

/** The trigger of that name. Throws a RangeError that lists the known ones when there is none. */
export function trigger(name: string): Trigger {
  const known: Readonly<Record<string, Trigger>> = triggers
  const found = Object.hasOwn(known, name) ? known[name] : undefined
  if (!found) throw new RangeError(`No trigger "${name}". Known triggers: ${Object.keys(triggers).join(', ')}`)
  return found
}
