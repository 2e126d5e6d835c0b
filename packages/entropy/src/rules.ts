import { defaultRule } from './defaultRule.js'
import { paperRule } from './paperRule.js'
import type { Rule } from './rule.js'

/** The rules by name. */
export const rules = { default: defaultRule, paper: paperRule } as const satisfies Record<Rule['name'], Rule>

/** The name of a rule. */
export type RuleName = keyof typeof rules

/** The rule of this name; a RangeError that lists the known ones when there is none. */
export function rule(name: string): Rule {
  const found = Object.entries(rules).find(([known]) => known === name)?.[1]
  if (!found) throw new RangeError(`no rule "${name}". Known rules: ${Object.keys(rules).join(', ')}`)
  return found
}
