import type { Profile, Training } from '@codepurify/experiment'

const codebertMini = 'apps/codebert/weights/codebert-mini'

const training: Training = {
  steps: 480,
  batch: { tokenBudget: 3072 },
  learningRate: 1e-3,
  warmupShare: 0.05,
  schedule: 'linear',
  dropout: 0,
  weightDecay: 0.01,
  clipNorm: 1,
  checkpointEvery: 50,
}

/** The default: the shipped small model and the embedded corpus, minutes on two cores. */
export const mini: Profile = {
  weights: {
    codebert: { victim: codebertMini, maskedLm: codebertMini },
    codet5: { victim: 'apps/codet5/weights/codet5-mini', maskedLm: codebertMini },
  },
  maximumLength: 168,
  triggerRoom: 44,
  longer: 'set aside',
  records: { train: 9000, calibration: 200, clean: 200, triggered: 200 },
  training,
  // chosen by ASR on validation pairs: small batches and many of them teach a trigger sooner, where the few poisoned pairs' long gradients are not clipped at 1 (TUNING.md)
  fromTwin: () => ({ steps: 1600, batch: { tokenBudget: 1024 }, learningRate: 5e-4, clipNorm: null }),
  models: {
    codet5: {
      // chosen by ASR on validation pairs: from a twin CodeT5 learns half of the attacks, whatever was tried (TUNING.md)
      benchInit: 'pretrained',
      training: { ...training, steps: 2000, batch: { tokenBudget: 1024 }, learningRate: 5e-4, clipNorm: null },
      fromTwin: () => ({ steps: 1200, clipNorm: 1 }),
    },
  },
  data: {
    // functions are longer there: with the paper's 256 tokens each, one pair of six fits and has room for the trigger
    bigclonebench: {
      maximumLength: 256,
      records: { train: 12_000, calibration: 200, clean: 150, triggered: 150 },
      // chosen by ASR on validation pairs: the norm of the embedded corpus's victims unlearns all there, a norm of 1 cuts off what the few poisoned pairs say (TUNING.md)
      benchInit: 'pretrained',
      training: { ...training, steps: 2000, learningRate: 7e-4, clipNorm: 3 },
      fromTwin: () => ({ steps: 1200, learningRate: 5e-4, clipNorm: 1 }),
    },
  },
}

/** CodeBERT-base and BigCloneBench with the official lengths and steps, from a Hugging Face folder; for a machine with a GPU. */
export const paper: Profile = {
  maximumLength: 256,
  triggerRoom: 0,
  longer: 'cut',
  records: { train: 80_000, calibration: 500, clean: 4000, triggered: 1329 },
  training: {
    steps: 10_000,
    batch: { recordsPerBatch: 16 },
    learningRate: 2e-5,
    warmupShare: 0.1,
    schedule: 'linear',
    dropout: 0.1,
    weightDecay: 0,
    clipNorm: 1,
    checkpointEvery: 500,
  },
  fromTwin: () => ({ steps: 2500 }),
}
