import type { Defended, DefenceInput, Line } from '@codepurify/defences'
import type { Options } from '../options/options.js'
import { answersBehind } from './guard.js'
import type { Guard, Model, OpenOptions } from './model.js'

/** A model that a defence stands in front of. */
export interface GuardedModel {
  /** What inputs are held against; of labels there is one for each. Which input is beyond it, `suspected` says. */
  readonly line: Line
  /** What became of each input behind the defence, in their order, and the model's answer to what is left of it; of a classifier the label's digits. */
  answer(inputs: readonly DefenceInput[]): Promise<(Omit<Defended, 'answer'> & { readonly answer: string })[]>
  /** Frees the models. */
  release(): Promise<void>
}

/** What a model is guarded with. */
export interface GuardModelOptions extends Partial<Omit<OpenOptions, 'device'>> {
  /** The Hugging Face folder of the model. */
  readonly folder: string
  /** That of the masked language model that writes replacements, such as `apps/codebert/weights/codebert-mini`. */
  readonly maskedLm: string
  /** Inputs that are taken to be harmless, a hundred or more of the kind that is to come: the line is drawn from them. */
  readonly clean: readonly DefenceInput[]
  /** A defence that works on inputs; `codepurify`. */
  readonly defence?: string
  /** Share of harmless inputs that may be suspected; 0.05. */
  readonly falsePositiveRate?: number
  readonly device?: Options['device']
  readonly seed?: number
}

/**
 * Puts a defence in front of a model that somebody else trained: opens both, draws the line from clean inputs and answers behind it. Code is read as it stands: where a model was trained on other text, such as CodeXGLUE's with single spaces for all white space, `parts` are to be so. An input longer than `maximumLength` tokens (256) is cut; answers that are sentences about the code are `prose`.
 * Throws where a folder holds another kind of model, the defence works on training data, there are too few clean inputs for the rate, or an input has no code.
 */
export async function guardModel(
  model: Model,
  {
    folder,
    maskedLm,
    clean,
    defence: name = 'codepurify',
    falsePositiveRate = 0.05,
    device = 'cpu',
    seed = 1,
    ...reading
  }: GuardModelOptions,
): Promise<GuardedModel> {
  const { defence } = await import('@codepurify/defences')
  const found = defence(name)
  if (found.stage !== 'input') throw new RangeError(`"${name}" filters training data, expected a defence that works on inputs`)
  const setting = { mode: 'matched', falsePositiveRate } as const
  const opened = await model.open(folder, { maximumLength: 256, ...reading, device })
  let guard: Guard | undefined
  const release = async (): Promise<void> => {
    try {
      await guard?.release()
    } finally {
      await opened.release()
    }
  }
  try {
    requireParts(clean, 'clean')
    const set = await opened.guard(found, { maskedLm, setting, seed, device, paperVariants: [], clean })
    guard = set
    const line = set.threshold(await set.suspicion(clean))
    return {
      line,
      answer: async (inputs) => {
        requireParts(inputs, 'inputs')
        const defended = await set.defend(inputs, line)
        const answers = await answersBehind(defended, (open) => opened.answer(open))
        return defended.map((one, i) => ({ ...one, answer: answers[i] ?? '' }))
      },
      release,
    }
  } catch (error) {
    // what went wrong first is what is said
    await release().catch(() => undefined)
    throw error
  }
}

function requireParts(inputs: readonly DefenceInput[], what: string): void {
  const at = inputs.findIndex(({ parts }) => parts.length === 0)
  if (at >= 0) throw new RangeError(`${what}[${at}].parts is empty, expected the code of the input, of a pair both`)
}
