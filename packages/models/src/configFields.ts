type Fields = Readonly<Record<string, unknown>>

/**
 * The fields of a config.json over defaults, and readers that take one by name and throw a RangeError that says what stands there and what was expected.
 * Throws a TypeError where `json` is no object.
 */
export function configFields(json: unknown, defaults: Fields, where: string) {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new TypeError(`${where}: expected a JSON object`)
  const fields: Fields = { ...defaults, ...json }
  const number = (name: string, rule: string, allowed: (value: number) => boolean): number => {
    const value = fields[name]
    if (typeof value === 'number' && Number.isFinite(value) && allowed(value)) return value
    throw new RangeError(`${where}: "${name}" is ${JSON.stringify(value)}, expected ${rule}`)
  }
  const whole = (name: string, least: number, most: number): number =>
    number(name, `a whole number from ${least} to ${most}`, (value) => Number.isInteger(value) && value >= least && value <= most)
  return {
    fields,
    whole,
    // 2 ** 24 rows or columns are far above any real model, and keep products of two below 2 ** 53
    size: (name: string) => whole(name, 1, 2 ** 24),
    id: (name: string) => number(name, 'a whole number from 0', (value) => Number.isInteger(value) && value >= 0),
    share: (name: string) => number(name, 'a number from 0 to below 1', (value) => value >= 0 && value < 1),
    positive: (name: string) => number(name, 'a number above 0', (value) => value > 0),
  }
}
