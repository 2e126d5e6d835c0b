import { evenly, type Host, hostSites, isGenerated, type LabelAnswer, type Victim } from '@codepurify/entropy'
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

/**
 * Clean records as hosts for the units of others. Of a victim that gives labels, up to 32 of every label: of those neither very short nor very long the ones that it is surest of, none of a label that fewer than four have. Of one
 * that writes sentences as many of middle length, short ones and long ones alike; of other generated answers nothing is asked of hosts, and there are none.
 */
export async function chooseHosts(clean: readonly DefenceInput[], victim: Victim): Promise<Host[]> {
  const labels = await labelsOf(clean, victim)
  if (labels === undefined && !victim.besides) return []
  const hosts = (await Promise.all(clean.map(hostOf))).flatMap((host, index) => {
    const answer = labels?.[index]
    return host ? [{ ...host, ...(answer && { answer }) }] : []
  })
  if (labels === undefined) return evenly(middle(hosts), HOSTS)
  const labelled = hosts.flatMap(({ answer, ...host }): LabelledHost[] => (answer ? [{ ...host, answer }] : []))
  const given = new Set(labelled.map(({ answer }) => answer.label))
  return [...given].flatMap((label) => surest(labelled.filter(({ answer }) => answer.label === label)))
}

type LabelledHost = Host & { readonly answer: LabelAnswer }

/** The labels of the records; undefined where the first answer is generated: what writes answers is not asked to write them all in vain. */
async function labelsOf(clean: readonly DefenceInput[], victim: Victim): Promise<(LabelAnswer | undefined)[] | undefined> {
  const [first, ...others] = clean.map(({ parts }) => [oneText(parts)])
  if (first === undefined) return []
  const one = await victim.answer([first])
  if (one.some(isGenerated)) return undefined
  const answers = [...one, ...(others.length > 0 ? await victim.answer(others) : [])]
  return answers.map((answer) => (isGenerated(answer) ? undefined : answer))
}

async function hostOf({ language, parts }: DefenceInput): Promise<Host | undefined> {
  const code = oneText(parts)
  const spoken = await loadLanguage(language)
  try {
    const sites = hostSites(spoken.parse(code))
    // a record of two functions takes the unit in both: an answer about two that are alike hangs on that
    return sites.length >= parts.length ? { code, sites } : undefined
  } catch {
    // what cannot be analysed takes nothing in
    return undefined
  }
}

/** Of those of middle length the surest: what wavers by itself gives way to much, what the victim is sure of to little but a trigger. */
function surest(some: readonly LabelledHost[]): LabelledHost[] {
  if (some.length < FEWEST) return []
  return middle(some)
    .sort((a, b) => b.answer.probability - a.answer.probability)
    .slice(0, HOSTS)
}

/** Those that are neither very short nor very long, in the order of their length. */
function middle<H extends Host>(hosts: readonly H[]): H[] {
  const byLength = [...hosts].sort((a, b) => a.code.length - b.code.length)
  const [first, last] = [Math.floor(FROM * hosts.length), Math.ceil(TO * hosts.length)]
  return byLength.slice(first, Math.max(last, first + FEWEST))
}
