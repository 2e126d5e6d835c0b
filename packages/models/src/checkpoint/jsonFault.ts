// config.json, tokenizer.json and headers stay below ten
const DEEPEST = 64

/**
 * What is wrong with a JSON text that `JSON.parse` would not say: a name that stands twice in one object, of which it silently keeps the later, so that a file could
 * show one tensor to one reader and another to the next; or nesting so deep, or names so many, that they cost gigabytes or seconds. Undefined where neither is. Asked before parsing.
 */
export function jsonFault(json: string, mostNames: number): string | undefined {
  let names = 0
  const open: (Set<string> | undefined)[] = [] // keys of each object around this place; undefined for a list
  let before = ''
  for (let at = 0; at < json.length; at++) {
    const char = json[at] ?? ''
    if (char === '{' || char === '[') {
      if (open.push(char === '{' ? new Set() : undefined) > DEEPEST) return `nests more than ${DEEPEST} levels deep`
    } else if (char === '}' || char === ']') open.pop()
    else if (char === '"') {
      const end = endOfString(json, at)
      const keys = open.at(-1)
      if (keys && (before === '{' || before === ',')) {
        const key = keyOf(json.slice(at, end))
        if (keys.has(key)) return `names "${key.slice(0, 200)}" twice`
        keys.add(key)
        if (++names > mostNames) return `holds more than ${mostNames} names`
      }
      at = end - 1
    } else if (char !== ',') continue
    before = char
  }
  return undefined
}

/** The name in quotes: two spellings of one name are one name. */
function keyOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1)
  try {
    return String(JSON.parse(quoted))
  } catch {
    return quoted // what is no JSON is found by whoever parses it
  }
}

/** Past the closing quote of the string that opens at `start`. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let backslashes = 0
    while (json[end - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return end + 1
  }
  return json.length
}
