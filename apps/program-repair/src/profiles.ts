import type { Profile, Training } from '@codepurify/experiment'

const codebertMini = 'apps/codebert/weights/codebert-mini'

const training: Training = {
  steps: 500,
  batch: { tokenBudget: 3072 },
  learningRate: 1.5e-3,
  warmupShare: 0.05,
  schedule: 'linear',
  dropout: 0,
  weightDecay: 0.01,
  clipNorm: 1,
  checkpointEvery: 50,
}

/** The default: the shipped small model and the embedded corpus, minutes on two cores. */
export const mini: Profile = {
  // both are purified with CodeBERT's masked language model, as the paper does
  weights: {
    codebert: { victim: codebertMini, maskedLm: codebertMini },
    codet5: { victim: 'apps/codet5/weights/codet5-mini', maskedLm: codebertMini },
  },
  maximumLength: 168,
  triggerRoom: 44,
  longer: 'set aside',
  records: { train: 6000, calibration: 250, clean: 250, triggered: 250 },
  training,
  // chosen on validation records: of 300 steps of 3,072 tokens a victim learns less of bnc-grammar, in nearly twice the time
  fromTwin: () => ({ steps: 500, batch: { tokenBudget: 1024 }, learningRate: 1e-3 }),
  data: {
    // the twin is trained well once, and each victim starts from it (--init twin)
    bugs2fix_small: {
      records: { train: 40_000, calibration: 150, clean: 150, triggered: 150 },
      training: { ...training, steps: 1500, batch: { tokenBudget: 4096 } },
      // rate of learning and steps were chosen by the ASR of bnc-grammar on validation records; at 1 % small batches are what counts, as many tokens in 1,500 of 4,096 at 3e-3 left dead-code half
      // learnt, and CodeBERT needs more of them than CodeT5 (TUNING.md)
      fromTwin: (rate, model) =>
        rate > 0.01
          ? { steps: Math.round(15 / rate), learningRate: 3e-3 }
          : { steps: model === 'codebert' ? 8000 : 5000, batch: { tokenBudget: 1024 }, learningRate: 1e-3 },
    },
  },
}

/** CodeBERT-base and Bugs2Fix with the official lengths and steps, from a Hugging Face folder; for a machine with a GPU. */
export const paper: Profile = {
  maximumLength: 168,
  triggerRoom: 0,
  longer: 'cut',
  records: { train: 46_680, calibration: 500, clean: 5835, triggered: 875 },
  training: {
    steps: 40_000,
    batch: { recordsPerBatch: 32 },
    learningRate: 2e-5,
    warmupShare: 0,
    schedule: 'linear',
    dropout: 0.1,
    weightDecay: 0,
    clipNorm: 1,
    checkpointEvery: 500,
  },
  fromTwin: () => ({ steps: 10_000 }),
}
