import type { Random } from '@codepurify/metrics'
import type { Range } from './hide.js'

const hiddenShare = 0.15
const meanLength = 3

/** Random spans of a sequence, 15 % of its tokens in spans of three on average, never side by side (T5, Raffel et al. 2020, §3.1.4). At least one token is hidden. */
export function spans(length: number, random: Random): Range[] {
  const hidden = Math.min(length, Math.max(1, Math.round(hiddenShare * length)))
  const count = Math.min(Math.max(1, Math.round(hidden / meanLength)), length - hidden + 1)
  const widths = composition(hidden, count, random)
  // gaps between spans hold a token at least; the first and the last may be empty
  const gaps = composition(length - hidden + 2, count + 1, random)
  let at = -1
  return widths.map((width, i): Range => {
    const start = at + (gaps[i] ?? 1)
    at = start + width
    return [start, at]
  })
}

/** Any of the ways of writing `total` as `parts` whole numbers of at least 1, each as likely. */
function composition(total: number, parts: number, random: Random): number[] {
  const places = Array.from({ length: total - 1 }, (_, i) => i + 1)
  const cuts = random.shuffle(places).slice(0, parts - 1).sort((a, b) => a - b) // prettier-ignore
  return [...cuts, total].map((cut, i) => cut - (cuts[i - 1] ?? 0))
}
