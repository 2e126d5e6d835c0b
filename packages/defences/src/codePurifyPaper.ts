import { paperThresholds, paperUnitsOf, suspicion, type Suspicion, type Victim } from '@codepurify/entropy'
import { purify, type Purified } from '@codepurify/purification'
import { loadLanguage, type Unit } from '@codepurify/syntax'
import { needed } from './context.js'
import type { DefenceContext, DefenceInput, InputDefence, Reading } from './defence.js'
import { matchedReadings, oneLine } from './line.js'
import { always, fromJoint, fromParts, never } from './purifiedInput.js'
import { partVictim } from './victimView.js'

const name = 'codepurify-paper'

/** CodePurify as published: the paper's rule, which looks at each part of a record with the others as they are. */
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
  async suspicion(inputs, context) {
    const value = ({ statistic }: Suspicion): number => (Number.isNaN(statistic) ? undefinedAs(context) : -statistic)
    const found = await byPart(inputs, context, async (some, victim) => {
      const records = await Promise.all(some.map(async ({ code, of }) => ({ code, units: await unitsOf(code, of) })))
      return (await suspicion(victim, records, { rule: 'paper' })).map(value)
    })
    return found.map((values): Reading => ({ suspicion: Math.max(never, ...values) }))
  },
  threshold: (clean, context) =>
    context.setting.mode === 'matched' ? matchedReadings(clean, context.setting.falsePositiveRate) : -published(context).threshold,
  async defend(inputs, line, context) {
    const options = {
      rule: 'paper',
      threshold: { threshold: -oneLine(line), undefinedIsSuspected: undefinedIsSuspected(context) },
      maskedLm: needed(context, 'maskedLm', name),
      tokenizer: needed(context, 'tokenizer', name),
    } as const
    const onProgress = context.onProgress && { onProgress: context.onProgress }
    const found = await byPart(inputs, context, (some, victim) =>
      purify(
        some.map(({ code, of: { id, language } }) => ({ id, code, language })),
        { ...options, victim, ...(some.length > 1 && onProgress) },
      ),
    )
    return inputs.map((input, index) => {
      const purified: Purified[] = found[index] ?? []
      return input.parts.length === 1
        ? fromJoint(input, purified[0], undefinedAs(context))
        : fromParts(input, purified, undefinedAs(context))
    })
  },
}

const published = (context: DefenceContext) => paperThresholds[needed(context, 'paperVariant', name)]
const undefinedIsSuspected = (context: DefenceContext): boolean =>
  context.setting.mode === 'published' && published(context).undefinedIsSuspected
/** The suspicion of a record whose statistic is no number. */
const undefinedAs = (context: DefenceContext): number => (undefinedIsSuspected(context) ? always : never)

/** The results for the parts of every input: records of one part together, so that they share batches, the others part by part. */
async function byPart<T>(
  inputs: readonly DefenceInput[],
  context: DefenceContext,
  work: (some: readonly { readonly code: string; readonly of: DefenceInput }[], victim: Victim) => Promise<readonly T[]>,
): Promise<T[][]> {
  const victim = needed(context, 'victim', name)
  const single = inputs.flatMap((of) => (of.parts.length === 1 ? of.parts.map((code) => ({ code, of })) : []))
  const together = single.length > 0 ? await work(single, partVictim(victim, [''], 0, context)) : []
  const ofSingle = new Map(single.map(({ of }, index) => [of, together[index]]))
  const results: T[][] = []
  for (const of of inputs) {
    const known = ofSingle.get(of)
    if (known !== undefined) results.push([known])
    else {
      const own: T[] = []
      for (const [part, code] of of.parts.entries()) own.push(...(await work([{ code, of }], partVictim(victim, of.parts, part, context))))
      results.push(own)
    }
  }
  return results
}

async function unitsOf(code: string, { language: spoken }: DefenceInput): Promise<Unit[]> {
  const language = await loadLanguage(spoken)
  try {
    return paperUnitsOf(language.parse(code), language.name)
  } catch {
    // what cannot be analysed has no unit that dominates; `purify` says why
    return []
  }
}
