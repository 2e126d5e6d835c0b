/** A key that an object of a JSON text has twice, and where the second one starts, in UTF-16 units. */
export interface RepeatedKey {
  readonly key: string
  readonly at: number
}

const mark = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs
const colon = /\s*:/y

/**
 * The first key that some object of a JSON text has twice: `JSON.parse` keeps the last one without a word, so a vocabulary would lose a token.
 * The text has to be sound JSON.
 */
export function repeatedKey(json: string): RepeatedKey | undefined {
  const open: (Set<string> | undefined)[] = []
  for (const { 0: found, index: at } of json.matchAll(mark)) {
    if (found === '{') open.push(new Set())
    else if (found === '[') open.push(undefined)
    else if (found === '}' || found === ']') open.pop()
    else {
      const keys = open.at(-1)
      colon.lastIndex = at + found.length
      if (!keys || !colon.test(json)) continue
      const key = JSON.parse(found) as string
      if (keys.has(key)) return { key, at }
      keys.add(key)
    }
  }
  return undefined
}
