/** @file From logits to a loss and to a decision. */
import type { Graph, Value } from '@codepurify/graph'

/** Sum of a loss over records and their number: float32 scalars. */
export interface LossTerms {
  readonly sum: Value
  readonly count: Value
}

/** What a classifier says of one input. */
export interface Classification {
  /** The class that is decided for. */
  readonly label: number
  /** Of class 1: vulnerable, or clones. What suspicion scores are made from. */
  readonly probability: number
  /** Of every class; they add up to 1. */
  readonly probabilities: readonly number[]
  /** As they come out of the head. */
  readonly logits: readonly number[]
}

/** How a head's logits are learnt and read. */
export interface Criterion {
  /** logits [B, labels], labels int32 [B] -> the summed loss and B. */
  loss(graph: Graph, logits: Value, labels: Value): LossTerms
  decide(logits: readonly number[]): Classification
  /** How many classes a head of so many logits tells apart. */
  classes(logits: number): number
}

// keeps the logarithm finite, as in the official code
const SMALL = 1e-10

/**
 * p = sigmoid of the first logit is the probability of class 1, however many logits there are; the loss is -log(p + 1e-10) or -log(1 - p + 1e-10)
 * (CodeXGLUE, Defect-detection/code/model.py), the decision p > 0.5 (run.py).
 */
export const firstLogit: Criterion = {
  loss(graph, logits, labels) {
    const p = graph.reshape(graph.sigmoid(graph.slice(logits, 1, 0, 1)), [labels.shape[0] ?? 1])
    const one = graph.full(labels.shape, 1)
    const positive = graph.equal(labels, 1)
    const ofLabel = graph.where(positive, p, graph.sub(one, p))
    return { sum: graph.neg(graph.sum(graph.log(graph.add(ofLabel, SMALL)))), count: graph.sum(one) }
  },
  decide(logits) {
    const probability = 1 / (1 + Math.exp(-(logits[0] ?? NaN)))
    return { label: Number(probability > 0.5), probability, probabilities: [1 - probability, probability], logits }
  },
  classes: () => 2,
}

/** Softmax, mean cross-entropy, and the likeliest class (clone detection, and `RobertaForSequenceClassification`'s own loss). */
export const softmax: Criterion = {
  loss(graph, logits, labels) {
    return { sum: graph.crossEntropy(logits, labels, { reduction: 'sum' }), count: graph.sum(graph.full(labels.shape, 1)) }
  },
  decide(logits) {
    const greatest = Math.max(...logits)
    const raised = logits.map((logit) => Math.exp(logit - greatest))
    const total = raised.reduce((sum, x) => sum + x, 0)
    const probabilities = raised.map((x) => x / total)
    return { label: logits.indexOf(greatest), probability: probabilities[1] ?? NaN, probabilities, logits }
  },
  classes: (logits) => logits,
}
