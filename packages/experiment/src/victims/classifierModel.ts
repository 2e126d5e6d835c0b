import type { Weights } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import type { ClassifierConfigs, ClassifierExample, ClassifierInput, ClassifierKind } from '@codepurify/models'
import { framed } from '@codepurify/tokenizer'
import { comparingHead } from './comparingHead.js'
import { codesOf } from '../records/experimentRow.js'
import { fitExamples } from './fitExamples.js'
import { openGuard } from './guard.js'
import type { Codes, FitReport, FitRequest, GuardOptions, Model, OpenModel } from './model.js'
import { startFolders } from './startFolders.js'
import { openTokenizer, tokenCounter, tokenizerFile } from './tokenizerFolder.js'

/** A family of classifiers: everything in which those around CodeBERT and CodeT5 differ as victims. */
export interface ClassifierFamily<Kind extends ClassifierKind> {
  readonly kind: Kind
  /** Codes that it reads at once. */
  readonly codes: 1 | 2
  /** Whether a checkpoint may hold, beside the victim, the masked language model that writes replacements. */
  readonly writesReplacements: boolean
  /** What a victim starts from: the folder's own classifier, or its pretrained model with a fresh head. */
  start(folder: string, seed: number): Promise<Start<Kind>>
}

interface Start<Kind extends ClassifierKind> {
  readonly config: ClassifierConfigs[Kind]
  readonly weights: Weights
  /** True where the head has learnt nothing yet. */
  readonly fresh?: boolean
}

/** A family of classifiers as a model that can be attacked. The libraries that it runs on are loaded when it is first used. */
export function classifierModel<Kind extends ClassifierKind>(family: ClassifierFamily<Kind>): Model {
  return {
    start: (o) => startFolders(o, family),
    tokenizerFile,
    tokenCounter,
    fit: (request) => fitClassifier(family, request),
    open: (folder, o) => openClassifierVictim(family, folder, o),
  }
}

/** Ids of a record's codes, each between <s> and </s> and cut to the window, as the family reads them. Throws where there are fewer or more. */
export function classifierInput(codes: Codes, encode: (code: string) => readonly number[], wanted: 1 | 2): ClassifierInput {
  const [first, second, ...more] = codes
  if (first !== undefined && more.length === 0) {
    if (wanted === 1 && second === undefined) return { ids: encode(first) }
    if (wanted === 2 && second !== undefined) return { first: encode(first), second: encode(second) }
  }
  throw new RangeError(`a record has ${codes.length} codes, expected ${wanted} for this classifier`)
}

async function fitClassifier<Kind extends ClassifierKind>(
  { kind, codes, start }: ClassifierFamily<Kind>,
  request: FitRequest,
): Promise<FitReport> {
  const { classifierFeeds, classifierLoss } = await import('@codepurify/models')
  const { from, pairs, maximumLength, seed } = request
  const { config, weights: started, fresh = false } = await start(from, seed)
  const tokenizer = await openTokenizer(from)
  let cut = 0
  const examples = pairs.map((record): ClassifierExample => {
    let long = false
    const encode = (code: string): number[] => {
      const { ids } = tokenizer.encode(code)
      long ||= ids.length > maximumLength - 2
      return framed(ids, tokenizer.special, maximumLength)
    }
    const input = classifierInput(codesOf(record), encode, codes)
    if (long) cut += 1
    return { ...input, label: labelOf(record.answer) }
  })
  const weights = fresh && codes === 2 ? await compared({ kind, config, weights: started }, examples, seed) : started
  return fitExamples(
    {
      config,
      weights,
      examples,
      lengthsOf: (example) =>
        'ids' in example ? { source: example.ids.length, target: 0 } : { source: example.first.length, target: example.second.length },
      loss: (graph, o) => classifierLoss(graph, kind, config, o),
      feeds: (some) => classifierFeeds(kind, some, config),
      tokenizer: tokenizer.toJson(),
      cut,
    },
    request,
  )
}

/** Records whose first codes say where the vectors of codes lie. */
const centring = 64

/** A fresh classifier of pairs that begins by comparing. */
async function compared<Kind extends ClassifierKind>(
  fresh: { readonly kind: Kind; readonly config: ClassifierConfigs[Kind]; readonly weights: Weights },
  examples: readonly ClassifierExample[],
  seed: number,
): Promise<Weights> {
  const { Classifier } = await import('@codepurify/models')
  const model = await Classifier.create(fresh)
  try {
    const codes = examples.slice(0, centring).flatMap((example) => ('first' in example ? [example.first] : []))
    return comparingHead(fresh.weights, await model.encode(codes), random(seed).fork('compare'))
  } finally {
    await model.release()
  }
}

function labelOf(answer: string): number {
  if (!/^\d{1,4}$/u.test(answer)) throw new RangeError(`a record's label is "${answer}", expected a whole number from 0 up`)
  return Number(answer)
}

async function openClassifierVictim<Kind extends ClassifierKind>(
  { kind, codes, start }: ClassifierFamily<Kind>,
  folder: string,
  { maximumLength, device }: { readonly maximumLength: number; readonly device: GuardOptions['device'] },
): Promise<OpenModel> {
  const { Classifier } = await import('@codepurify/models')
  const { classifierVictim, joinSources } = await import('@codepurify/entropy')
  const { fresh = false, ...trained } = await start(folder, 0)
  if (fresh) throw new Error(`${folder}: holds no classifier for ${kind}, expected a checkpoint with its classification head`)
  const tokenizer = await openTokenizer(folder)
  const model = await Classifier.create({ kind, ...trained, device })
  const victim = classifierVictim(model, tokenizer, { maximumLength, codes, hides: codes === 1 ? 'nothing' : 'unk' })
  const encode = (code: string): number[] => framed(tokenizer.encode(code).ids, tokenizer.special, maximumLength)
  const vectors = (texts: readonly string[]) => model.encode(texts.map(encode))
  const senses = { victim, join: joinSources, encode: vectors }
  return {
    answer: async (records) =>
      (await victim.answer(records.map((record) => joinSources(record.map((code) => [code]))))).map((answer) =>
        'label' in answer ? String(answer.label) : '',
      ),
    encode: vectors,
    guard: (defence, options) => openGuard(senses, defence, options),
    release: () => model.release(),
  }
}
