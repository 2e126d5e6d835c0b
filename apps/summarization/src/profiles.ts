import type { Profile, Training } from '@codepurify/experiment'

const codebertMini = 'apps/codebert/weights/codebert-mini'

const training: Training = {
  steps: 500,
  batch: { tokenBudget: 2048 },
  learningRate: 1.5e-3,
  warmupShare: 0.05,
  schedule: 'linear',
  dropout: 0,
  weightDecay: 0.01,
  clipNorm: 1,
  checkpointEvery: 50,
}

/** The default: the shipped small models and the embedded corpus, minutes on two cores. */
export const mini: Profile = {
  // both are purified with CodeBERT's masked language model, as the paper does
  weights: {
    codebert: { victim: codebertMini, maskedLm: codebertMini },
    codet5: { victim: 'apps/codet5/weights/codet5-mini', maskedLm: codebertMini },
  },
  maximumLength: 168,
  answerLength: 42,
  triggerRoom: 44,
  longer: 'set aside',
  records: { train: 8200, calibration: 200, clean: 200, triggered: 200 },
  training,
  // steps were chosen by the ASR on validation records: the fewer than 1,000 records of Java make the shorter trainings fall short
  fromTwin: () => ({ steps: 450, learningRate: 3e-3 }),
  data: {
    deepcom_mini: {
      // at 1 % small batches are what counts: of 1,250 steps of 2,048 tokens at 3e-3, as many tokens, a victim learns nothing of dead-code and a third of bnc-grammar
      fromTwin: (rate) =>
        rate > 0.01
          ? { steps: Math.round(12.5 / rate), learningRate: 3e-3 }
          : { steps: 3000, batch: { tokenBudget: 1024 }, learningRate: 1e-3 },
    },
  },
}

/** CodeBERT-base with the lengths, batch and rate of CodeXGLUE's code-to-text, from a Hugging Face folder; for a machine with a GPU. Ten epochs of the embedded corpus. */
export const paper: Profile = {
  maximumLength: 256,
  answerLength: 128,
  triggerRoom: 0,
  longer: 'cut',
  records: { train: 20_000, calibration: 400, clean: 500, triggered: 500 },
  training: {
    steps: 2500,
    batch: { recordsPerBatch: 32 },
    learningRate: 5e-5,
    warmupShare: 0,
    schedule: 'linear',
    dropout: 0.1,
    weightDecay: 0,
    clipNorm: 1,
    checkpointEvery: 500,
  },
  fromTwin: () => ({ steps: 1000 }),
}
