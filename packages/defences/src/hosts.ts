import { type Answer, type Host, hostSites, isGenerated, type Victim } from '@codepurify/entropy'
import { loadLanguage } from '@codepurify/syntax'
import type { DefenceInput } from './defence.js'
import { oneText } from './victimView.js'

/** Hosts for each label. */
const HOSTS = 32
/** Fewer would be an anecdote. */
const FEWEST = 4
/** Of the records of a label, ordered by length, those between these shares: the shortest say too little for themselves, the longest cost most and leave a unit no room. */
const FROM = 0.1
const TO = 0.95

/** Clean records of every label that the victim gives, as hosts for the units of records with other labels; none where a label has fewer than four, and none of generated answers. */
export async function chooseHosts(clean: readonly DefenceInput[], victim: Victim): Promise<Host[]> {
  const codes = clean.map(({ parts }) => oneText(parts))
  const answers = await labelsOf(codes, victim)
  const labelled = await Promise.all(clean.map((input, index) => hostOf(input, codes[index] ?? '', answers[index])))
  const able = labelled.flatMap((host) => host ?? [])
  const labels = [...new Set(able.map(({ answer }) => answer.label))]
  return labels.flatMap((label) => surest(able.filter(({ answer }) => answer.label === label)))
}

/** The answers, but none where the first is generated: what writes answers is not asked to write them all in vain. */
async function labelsOf([first, ...others]: readonly string[], victim: Victim): Promise<Answer[]> {
  if (first === undefined) return []
  const [one] = await victim.answer([[first]])
  if (!one || isGenerated(one)) return []
  return [one, ...(others.length > 0 ? await victim.answer(others.map((code) => [code])) : [])]
}

async function hostOf({ language, parts }: DefenceInput, code: string, answer: Answer | undefined): Promise<Host | undefined> {
  if (!answer || isGenerated(answer)) return undefined
  const spoken = await loadLanguage(language)
  try {
    const sites = hostSites(spoken.parse(code))
    // a record of two functions takes the unit in both: an answer about two that are alike hangs on that
    return sites.length >= parts.length ? { code, answer, sites } : undefined
  } catch {
    // what cannot be analysed takes nothing in
    return undefined
  }
}

/** Of those of middle length the surest: what wavers by itself gives way to much, what the victim is sure of to little but a trigger. */
function surest(some: readonly Host[]): Host[] {
  if (some.length < FEWEST) return []
  const byLength = [...some].sort((a, b) => a.code.length - b.code.length)
  const [first, last] = [Math.floor(FROM * some.length), Math.ceil(TO * some.length)]
  const middle = byLength.slice(first, Math.max(last, first + FEWEST))
  return middle.sort((a, b) => b.answer.probability - a.answer.probability).slice(0, HOSTS)
}
