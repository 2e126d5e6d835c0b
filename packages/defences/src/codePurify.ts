import { paperThresholds, paperUnitsOf, type RuleName, suspicion, type Suspicion } from '@codepurify/entropy'
import { purify, type PurifyOptions } from '@codepurify/purification'
import { loadLanguage, type Unit } from '@codepurify/syntax'
import { needed } from './context.js'
import type { Defended, DefenceContext, DefenceInput, InputDefence } from './defence.js'
import { matchedLine } from './line.js'
import { fromJoint, fromParts, never, unchanged } from './purifiedInput.js'
import { sharedUnits } from './sharedUnits.js'
import { jointVictim, marker, oneText, partVictim } from './victimView.js'

/** The suspicion of a record whose statistic is no number, where the official code suspects it. */
const always = Number.MAX_VALUE
/** The rate of the default rule's line where the setting names none. */
const ownRate = 0.05

/** CodePurify with this project's rule: @codepurify/purification behind the interface. */
export const codePurify: InputDefence = {
  stage: 'input',
  title: 'CodePurify (ours)',
  source: 'arXiv 2410.20136, with the default rule of @codepurify/entropy',
  needs: ['victim', 'maskedLm', 'tokenizer'],
  victims: 'any',
  line: {
    matched: 'suspects what is more dominated by one unit than all but the stated share of clean validation records',
    published: 'the same at a share of 5 %: this rule takes nothing else for known',
  },
  suspicion: (inputs, context) => suspicions('default', inputs, context),
  threshold: (clean, { setting }) => matchedLine(clean, setting.mode === 'matched' ? setting.falsePositiveRate : ownRate),
  defend: (inputs, threshold, context) =>
    defended(inputs, context, { rule: 'default', threshold: -threshold, rounds: 1 + partCount(inputs) }),
}

/** CodePurify as published: the paper's rule. */
export const codePurifyPaper: InputDefence = {
  stage: 'input',
  title: 'CodePurify (paper)',
  source: 'arXiv 2410.20136; official code, commit 58fc9b8',
  needs: ['victim', 'maskedLm', 'tokenizer', 'paperVariant'],
  victims: 'any',
  line: {
    matched:
      'suspects what has a lower entropy than all but the stated share of clean validation records; an entropy that is no number is never suspected',
    published: "the official code's threshold for the task and the model, with what it makes of an entropy that is no number",
  },
  suspicion: (inputs, context) => suspicions('paper', inputs, context),
  threshold: (clean, context) =>
    context.setting.mode === 'matched' ? matchedLine(clean, context.setting.falsePositiveRate) : -published(context).threshold,
  defend: (inputs, threshold, context) => {
    const undefinedIsSuspected = context.setting.mode === 'published' && published(context).undefinedIsSuspected
    return defended(inputs, context, { rule: 'paper', threshold: { threshold: -threshold, undefinedIsSuspected } })
  },
}

type Settings = Pick<PurifyOptions, 'rule' | 'threshold' | 'rounds'>

const published = (context: DefenceContext) => paperThresholds[needed(context, 'paperVariant', 'codepurify-paper')]
/** True where a text holds the marker of `oneText` itself: it could not be taken apart again. */
const forged = ({ parts }: DefenceInput): boolean => parts.some((part) => part.includes(marker))

/** The parts that every record has. Throws a RangeError where some have more than others. */
function partCount(inputs: readonly DefenceInput[]): number {
  const counts = new Set(inputs.map(({ parts }) => parts.length))
  if (counts.size > 1) throw new RangeError(`records of ${[...counts].join(' and ')} parts came together, expected as many parts in each`)
  return [...counts][0] ?? 1
}

/** Minus the statistic, which is low where one unit dominates. Of several parts the paper's rule takes the most suspicious one. */
async function suspicions(rule: RuleName, inputs: readonly DefenceInput[], context: DefenceContext): Promise<number[]> {
  const victim = needed(context, 'victim', 'codepurify')
  const value = ({ statistic }: Suspicion): number =>
    Number.isNaN(statistic) ? (rule === 'paper' && context.setting.mode === 'published' && published(context).undefinedIsSuspected ? always : never) : -statistic // prettier-ignore
  const ask = async (texts: readonly string[], of: readonly DefenceInput[], seen: typeof victim) =>
    (await suspicion(seen, await Promise.all(texts.map(async (code, i) => ({ code, units: await unitsOf(code, of[i], rule) }))), { rule })).map(value) // prettier-ignore
  const apart = (input: DefenceInput): boolean => rule === 'paper' && input.parts.length > 1
  const together = inputs.filter((input) => !apart(input) && !forged(input))
  const joint = (await ask(together.map(({ parts }) => oneText(parts)), together, jointVictim(victim, partCount(inputs), context))).values() // prettier-ignore
  const values: number[] = []
  for (const input of inputs) {
    if (forged(input)) values.push(never)
    else if (!apart(input)) values.push(joint.next().value ?? never)
    else {
      const own = await eachPart(input, (code, part) => ask([code], [input], partVictim(victim, input.parts, part, context)))
      values.push(Math.max(...own.flat()))
    }
  }
  return values
}

async function eachPart<T>({ parts }: DefenceInput, work: (code: string, part: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (const [part, code] of parts.entries()) results.push(await work(code, part))
  return results
}

async function unitsOf(code: string, input: DefenceInput | undefined, rule: RuleName): Promise<Unit[]> {
  const language = await loadLanguage(input?.language ?? 'java')
  try {
    const syntax = language.parse(code)
    return rule === 'paper' ? paperUnitsOf(syntax, language.name) : sharedUnits(syntax)
  } catch {
    // what cannot be analysed has no unit that dominates; `purify` says why
    return []
  }
}

async function defended(inputs: readonly DefenceInput[], context: DefenceContext, settings: Settings): Promise<Defended[]> {
  const options = {
    ...settings,
    victim: needed(context, 'victim', 'codepurify'),
    maskedLm: needed(context, 'maskedLm', 'codepurify'),
    tokenizer: needed(context, 'tokenizer', 'codepurify'),
  }
  const apart = (input: DefenceInput): boolean => settings.rule === 'paper' && input.parts.length > 1
  const together = inputs.filter((input) => !apart(input) && !forged(input))
  const joint = await purify(
    together.map(({ id, parts, language }) => ({ id, code: oneText(parts), language })),
    {
      ...options,
      victim: jointVictim(options.victim, partCount(inputs), context),
      units: sharedUnits,
      ...(context.onProgress && { onProgress: context.onProgress }),
    },
  )
  const results = joint.values()
  const all: Defended[] = []
  for (const input of inputs) {
    if (forged(input)) all.push(unchanged(input, `a part holds ${marker}, which marks where parts meet`))
    else if (!apart(input)) all.push(fromJoint(input, results.next().value))
    else {
      const work = async (code: string, part: number) =>
        (await purify([{ id: input.id, code, language: input.language }], { ...options, victim: partVictim(options.victim, input.parts, part, context) }))[0] // prettier-ignore
      all.push(fromParts(input, await eachPart(input, work)))
    }
  }
  return all
}
