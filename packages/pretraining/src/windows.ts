const shortestWindow = 16

/** Cuts a function's tokens into windows of at most `maximum` ids; a rest too short to teach anything is left out, but never the first window. */
export function windows(ids: readonly number[], maximum: number): number[][] {
  const cut: number[][] = []
  for (let start = 0; start < ids.length; start += maximum) {
    const window = ids.slice(start, start + maximum)
    if (start === 0 || window.length >= shortestWindow) cut.push(window)
  }
  return cut
}
