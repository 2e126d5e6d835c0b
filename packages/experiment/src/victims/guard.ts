import type { Defence, DefenceContext, Defended } from '@codepurify/defences'
import { publishedThreshold } from '../defences/publishedThreshold.js'
import { representations } from './representations.js'
import { maskedLmStart } from './startWeights.js'
import { openTokenizer } from './tokenizerFolder.js'
import type { Guard, GuardOptions, OpenModel } from './model.js'

/** What a model lets a defence ask of it. */
export type Senses = Pick<DefenceContext, 'victim' | 'join'> & Pick<OpenModel, 'encode'>

/** Texts of which the perplexity is asked for are judged by so many tokens at most. */
const perplexityTokens = 128

/** Sets a defence up for a model: opens the masked language model where the defence needs it, and looks the published threshold up. */
export async function openGuard(senses: Senses, defence: Defence, options: GuardOptions): Promise<Guard> {
  const { setting, seed, encode = senses.encode } = options
  const needs = new Set(defence.needs)
  const writer = needs.has('maskedLm') || needs.has('tokenizer') || needs.has('perplexity') ? await openWriter(options) : undefined
  const context: DefenceContext = {
    ...senses,
    ...writer?.senses,
    seed,
    setting,
    ...(options.clean && { clean: options.clean }),
    representations: (records) =>
      representations(
        records.map(({ parts }) => parts),
        encode,
      ),
    ...(needs.has('paperVariant') && setting.mode === 'published' ? { paperVariant: await published(options.paperVariants) } : {}),
  }
  const only = <S extends Defence['stage']>(stage: S): Extract<Defence, { readonly stage: S }> => {
    if (defence.stage !== stage)
      throw new TypeError(
        `"${defence.title}" works on ${defence.stage === 'data' ? 'training data' : 'inputs'}, it was asked about ${stage}`,
      )
    return defence as Extract<Defence, { readonly stage: S }>
  }
  return {
    suspicion: (inputs) => only('input').suspicion(inputs, context),
    threshold: (clean) => only('input').threshold(clean, context),
    defend: (inputs, line) => only('input').defend(inputs, line, context),
    inspect: (records, clean) => only('data').inspect({ records, clean, context }),
    release: () => Promise.resolve(writer?.release()),
  }
}

/** The answer that a defence gave, as a model's answers are written. */
function answerText({ answer }: Pick<Defended, 'answer'>): string | null {
  return answer === undefined ? null : 'text' in answer ? answer.text : String(answer.label)
}

/** The answer to each input behind a defence: the one that it gave, or what the model says to what is left of the input, asked of all such at once. */
export async function answersBehind(
  defended: readonly Defended[],
  ask: (open: readonly (readonly string[])[]) => Promise<readonly string[]>,
): Promise<string[]> {
  const open = defended.filter(({ answer }) => answer === undefined).map(({ parts }) => parts)
  const rest = (await ask(open)).values()
  return defended.map((one) => answerText(one) ?? rest.next().value ?? '')
}

async function openWriter({ maskedLm: folder, device }: GuardOptions) {
  const { MaskedLm } = await import('@codepurify/models')
  const { pseudoPerplexity } = await import('@codepurify/defences')
  const { config, weights } = await maskedLmStart(folder)
  const tokenizer = await openTokenizer(folder)
  const maskedLm = await MaskedLm.create({ config, weights, device })
  const perplexity = pseudoPerplexity({ scorer: maskedLm, tokenizer, maximumLength: perplexityTokens })
  return { senses: { maskedLm, tokenizer, perplexity }, release: () => maskedLm.release() }
}

async function published(names: readonly string[]) {
  const found = await publishedThreshold(names)
  // of a grid, this is one cell that fails
  if (found === undefined)
    throw new Error(
      `the paper publishes no threshold for ${names.join(' or ')}. Use --setting matched: the line then comes from clean validation records.`,
    )
  return found
}
