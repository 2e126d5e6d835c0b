/**
 * The first key that stands twice in one object of a JSON text, or undefined. `JSON.parse` lets the later one win in silence, so a file could show one
 * tensor to one reader and another to the next. The text must be JSON already.
 */
export function repeatedKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [] // keys of each object around this place; undefined for a list
  let before = ''
  for (let at = 0; at < json.length; at++) {
    const char = json[at] ?? ''
    if (char === '{') open.push(new Set())
    else if (char === '[') open.push(undefined)
    else if (char === '}' || char === ']') open.pop()
    else if (char === '"') {
      const end = endOfString(json, at)
      const keys = open.at(-1)
      if (keys && (before === '{' || before === ',')) {
        const key = String(JSON.parse(json.slice(at, end)))
        if (keys.has(key)) return key
        keys.add(key)
      }
      at = end - 1
    } else if (char !== ',') continue
    before = char
  }
  return undefined
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
