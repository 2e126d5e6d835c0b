import { below, type Host, isGenerated, type LabelThresholds, suspicion, type Suspicion, type Victim } from '@codepurify/entropy'
import { purify } from '@codepurify/purification'
import { loadLanguage, type Unit } from '@codepurify/syntax'
import { needed } from './context.js'
import type { Defended, DefenceContext, DefenceInput, InputDefence, Reading } from './defence.js'
import { chooseHosts } from './hosts.js'
import { matchedByLabel, matchedReadings, negated } from './line.js'
import { fromJoint, never } from './purifiedInput.js'
import { sharedUnits } from './sharedUnits.js'
import { jointVictim, oneText } from './victimView.js'

/** The rate of the line where the setting names none. */
const ownRate = 0.05

/** CodePurify with this project's rule: @codepurify/purification behind the interface. */
export const codePurify: InputDefence = {
  stage: 'input',
  title: 'CodePurify (ours)',
  source: 'arXiv 2410.20136, with the default rule of @codepurify/entropy',
  needs: ['victim', 'maskedLm', 'tokenizer'],
  victims: 'any',
  line: {
    matched:
      'suspects what is more dominated by one unit than all but the stated share of clean validation records; of labels, what has units that take the label into other records, or lose it when they are hidden, more than all but that share of those with the label',
    published: 'the same at a share of 5 %: this rule takes nothing else for known',
  },
  publishedFromClean: true,
  async suspicion(inputs, context) {
    const { victim, hosts } = await opened(inputs, context)
    const records = await Promise.all(inputs.map(async (input) => ({ code: oneText(input.parts), units: await unitsOf(input) })))
    const results = await suspicion(victim, records, { hosts })
    return results.map(({ answer, dependence, scores, statistic }): Reading => {
      return {
        suspicion: Number.isNaN(statistic) || scores.length === 0 ? never : -statistic,
        ...(!isGenerated(answer) && { label: answer.label }),
        ...(dependence !== undefined && { dependence: -dependence }),
      }
    })
  },
  threshold(clean, { setting }) {
    const rate = setting.mode === 'matched' ? setting.falsePositiveRate : ownRate
    return clean.some(({ label }) => label !== undefined) ? matchedByLabel(clean, rate) : matchedReadings(clean, rate)
  },
  async defend(inputs, line, context) {
    const threshold = typeof line === 'number' ? -line : negated(line)
    const purified = await purify(
      inputs.map(({ id, parts, language }) => ({ id, code: oneText(parts), language })),
      {
        ...(await opened(inputs, context)),
        maskedLm: needed(context, 'maskedLm', 'codepurify'),
        tokenizer: needed(context, 'tokenizer', 'codepurify'),
        threshold,
        rounds: 1 + partCount(inputs),
        ...(partCount(inputs) > 1 && { units: sharedUnits }),
        ...(context.onProgress && { onProgress: context.onProgress }),
      },
    )
    return inputs.map((input, index) => aboveLine(fromJoint(input, purified[index]), threshold, purified[index]?.rounds[0]?.suspicion))
  },
}

/** The parts that every record has. Throws a RangeError where some have more than others. */
function partCount(inputs: readonly DefenceInput[]): number {
  const counts = new Set(inputs.map(({ parts }) => parts.length))
  if (counts.size > 1) throw new RangeError(`records of ${[...counts].join(' and ')} parts came together, expected as many parts in each`)
  return [...counts][0] ?? 1
}

/** The victim, and the hosts that it was asked about once for each context. */
async function opened(inputs: readonly DefenceInput[], context: DefenceContext): Promise<{ victim: Victim; hosts: readonly Host[] }> {
  const victim = jointVictim(needed(context, 'victim', 'codepurify'), partCount(inputs), context)
  const known = hostsOf.get(context) ?? chooseHosts(context.clean ?? [], victim)
  hostsOf.set(context, known)
  return { victim, hosts: await known }
}

const hostsOf = new WeakMap<DefenceContext, Promise<readonly Host[]>>()

async function unitsOf({ parts, language: name }: DefenceInput): Promise<Unit[]> {
  const language = await loadLanguage(name)
  try {
    const syntax = language.parse(oneText(parts))
    return parts.length > 1 ? sharedUnits(syntax) : syntax.units()
  } catch {
    // what cannot be analysed has no unit that dominates; `purify` says why
    return []
  }
}

/** With thresholds for each label, the suspicion as how far the first round's statistics lie below them. */
function aboveLine(found: Defended, threshold: number | LabelThresholds, first: Suspicion | undefined): Defended {
  if (typeof threshold === 'number' || first === undefined || found.suspicion === never) return found
  return { ...found, suspicion: below(first, threshold) }
}
