import { type Host, hostSites, isGenerated, type LabelAnswer, type Victim } from '@codepurify/entropy'
import { loadLanguage } from '@codepurify/syntax'
import type { DefenceInput } from './defence.js'
import { oneText } from './victimView.js'

/** Hosts for each label. */
const HOSTS = 10
/** Fewer would be an anecdote. */
const FEWEST = 4
/** Probability that the victim gives at least to its answer to a host: what wavers by itself shows nothing. */
const SURE = 0.7
/** Of the records of a label, ordered by length, those between these shares: the shortest say too little for themselves, the longest cost most and leave a unit no room. */
const FROM = 0.1
const TO = 0.7

/** Clean records of every label that the victim gives, sure of it, as hosts for the units of records with other labels; none where a label has fewer than four, and none of generated answers. */
export async function chooseHosts(clean: readonly DefenceInput[], victim: Victim): Promise<Host[]> {
  const codes = clean.map(({ parts }) => oneText(parts))
  const answers = codes.length > 0 ? await victim.answer(codes.map((code) => [code])) : []
  const able = clean.flatMap((input, index) => {
    const [code, answer] = [codes[index], answers[index]]
    return code !== undefined && answer && !isGenerated(answer) && answer.probability >= SURE ? [{ input, code, answer }] : []
  })
  const labels = [...new Set(able.map(({ answer }) => answer.label))]
  return (await Promise.all(labels.map((label) => spreadOut(able.filter(({ answer }) => answer.label === label))))).flat()
}

interface Able {
  readonly input: DefenceInput
  readonly code: string
  readonly answer: LabelAnswer
}

async function spreadOut(some: readonly Able[]): Promise<Host[]> {
  const hosts: Host[] = []
  for (const { input, code, answer } of some) {
    const sites = hostSites((await loadLanguage(input.language)).parse(code))
    // a record of two functions takes the unit in both: an answer about two that are alike hangs on that
    if (sites.length >= input.parts.length) hosts.push({ code, answer, sites })
  }
  if (hosts.length < FEWEST) return []
  hosts.sort((a, b) => a.code.length - b.code.length)
  const [first, last] = [Math.floor(FROM * hosts.length), Math.ceil(TO * hosts.length)]
  const middle = hosts.slice(first, Math.max(last, first + FEWEST))
  const count = Math.min(HOSTS, middle.length)
  return Array.from({ length: count }, (_, index) => middle[Math.floor((index * middle.length) / count)]).flatMap((host) => host ?? [])
}
