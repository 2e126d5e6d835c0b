/** @file The names under which checkpoints keep their tensors, and what the models here call them: one table for every layout that is read. */
import type { Weights, WeightTensor } from '@codepurify/graph'

type Names = ReadonlySet<string>

interface Layout {
  /** Whose names these are. */
  readonly says: string
  /** Whether a checkpoint is laid out so; asked after the layouts before it have been applied. */
  readonly applies: (names: Names) => boolean
  /** Prefixes and what replaces them, the first that fits; undefined: the tensor belongs to no model here. */
  readonly prefixes: readonly (readonly [from: string, to: string | undefined])[]
}

const WORDS = 'embeddings.word_embeddings.weight'

const starting = (names: Names, prefix: string): boolean => [...names].some((name) => name.startsWith(prefix))
const hasHead = (names: Names): boolean => starting(names, 'classifier.')
const hasDecoder = (names: Names): boolean => starting(names, 'decoder.layers.')

// Sources: CodeXGLUE (defect and clone detection, code refinement), CodePurify's models.py, Hugging Face's RoBERTa and T5; the goldens list their keys
const layouts: readonly Layout[] = [
  {
    says: 'nn.DataParallel',
    applies: (names) => names.size > 0 && [...names].every((name) => name.startsWith('module.')),
    prefixes: [['module.', '']],
  },
  {
    says: "CodeXGLUE's clone-detection Model around RobertaForSequenceClassification",
    applies: (names) => names.has(`encoder.roberta.${WORDS}`) && hasHead(names),
    prefixes: [
      ['encoder.roberta.', 'encoder.'],
      ['encoder.classifier.', undefined], // the inner class's own head, which the clone model never runs
    ],
  },
  {
    says: "CodeXGLUE's Model around a RobertaFor… class",
    applies: (names) => names.has(`encoder.roberta.${WORDS}`),
    prefixes: [
      ['encoder.roberta.', 'roberta.'],
      ['encoder.classifier.', 'classifier.'],
      ['encoder.lm_head.', 'lm_head.'],
    ],
  },
  {
    says: 'a wrapper around T5ForConditionalGeneration',
    applies: (names) => names.has('encoder.shared.weight') && !hasHead(names),
    prefixes: [['encoder.', '']],
  },
  {
    says: 'a bare RobertaModel',
    applies: (names) => names.has(WORDS),
    prefixes: [
      ['embeddings.', 'roberta.embeddings.'],
      ['encoder.', 'roberta.encoder.'],
      ['pooler.', 'roberta.pooler.'],
    ],
  },
  {
    says: 'a Seq2Seq that calls its encoder "roberta"',
    applies: (names) => names.has(`roberta.${WORDS}`) && hasDecoder(names),
    prefixes: [['roberta.', 'encoder.']],
  },
  {
    says: 'an encoder in a wrapper, without a head of a task',
    applies: (names) => names.has(`encoder.${WORDS}`) && !hasDecoder(names) && !hasHead(names),
    prefixes: [['encoder.', 'roberta.']],
  },
]

/** Weights under this project's names, and how they came to them. */
export interface NamedWeights {
  readonly weights: Weights
  /** The layouts that were recognised; none where the names were right already. */
  readonly layouts: readonly string[]
  /** Old name to new name, for those that changed. */
  readonly renamed: ReadonlyMap<string, string>
  /** Left out: they belong to no model here. */
  readonly dropped: readonly string[]
}

/** Renames tensors by the table of layouts; throws where two of them would come to one name. */
export function nameWeights(weights: Weights, where = 'weights'): NamedWeights {
  let names = new Map([...weights.keys()].map((name) => [name, name])) // new to old
  const applied: string[] = []
  for (const layout of layouts) {
    if (!layout.applies(new Set(names.keys()))) continue
    applied.push(layout.says)
    const next = new Map<string, string>()
    for (const [name, old] of names) {
      const rule = layout.prefixes.find(([from]) => name.startsWith(from))
      const to = rule && rule[1] !== undefined ? rule[1] + name.slice(rule[0].length) : name
      if (rule && rule[1] === undefined) continue
      const other = next.get(to)
      if (other !== undefined) throw new RangeError(`${where}: "${other}" and "${old}" are both read as "${to}", expected one of them`)
      next.set(to, old)
    }
    names = next
  }
  const kept = new Set(names.values())
  return {
    weights: new Map(
      [...names].flatMap(([name, old]): [string, WeightTensor][] => {
        const weight = weights.get(old)
        return weight ? [[name, weight]] : []
      }),
    ),
    layouts: applied,
    renamed: new Map([...names].filter(([name, old]) => name !== old).map(([name, old]) => [old, name])),
    dropped: [...weights.keys()].filter((name) => !kept.has(name)),
  }
}
