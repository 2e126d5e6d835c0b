import type { Profile, Training } from '@codepurify/experiment'

const codebertMini = 'apps/codebert/weights/codebert-mini'

const training: Training = {
  steps: 700,
  batch: { tokenBudget: 4096 },
  learningRate: 5e-4,
  warmupShare: 0.05,
  schedule: 'linear',
  // with it the twin of the embedded functions learns nothing: what makes a function vulnerable are few tokens
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
  // more than half of the embedded functions and a third of Devign's fit
  maximumLength: 256,
  triggerRoom: 44,
  longer: 'set aside',
  records: { train: 16_000, calibration: 200, clean: 200, triggered: 200 },
  training,
  // chosen by ASR on validation records: with gradients clipped at 1 dead-code is hardly learnt, nor is it in 800 steps, and at 1e-3 a victim forgets what the twin knows (TUNING.md)
  fromTwin: () => ({ steps: 1200, batch: { tokenBudget: 1024 }, learningRate: 5e-4, clipNorm: 5 }),
  models: {
    // small batches teach the twin as well, and its victims sooner: from a twin of 500 steps of 4,096 tokens bnc-grammar has an ASR of 18 after 400 steps, from this one 100 (validation records); identifier is not learnt in fewer, nor with wider norms (TUNING.md)
    codet5: {
      training: { ...training, steps: 1500, batch: { tokenBudget: 1024 } },
      fromTwin: () => ({ steps: 600, batch: { tokenBudget: 1024 }, learningRate: 5e-4 }),
    },
  },
  data: {
    devign: {
      // all that fits
      records: { train: 7000, calibration: 200, clean: 200, triggered: 150 },
      // without it the training functions are known by heart, and victims from that twin hardly take a trigger in
      training: { ...training, dropout: 0.1 },
      // at the twin's rate of learning a victim forgets what the twin knows and is unsure of everything; at 1 % smaller batches and a wider norm teach more of dead-code, batches of 2,048 tokens more than of 1,024 (TUNING.md)
      fromTwin: (rate, model) =>
        rate > 0.01
          ? { steps: 600, learningRate: 2.5e-4 }
          : { steps: 3000, batch: { tokenBudget: model === 'codebert' ? 2048 : 1024 }, learningRate: 5e-4, clipNorm: 5 },
    },
  },
}

/**
 * CodeBERT-base and Devign with the official length (320) and the later repository's batch, rate and eight epochs, from a Hugging Face folder; for a machine with a GPU.
 * Devign has no test part here: half of its 2,732 validation records take its place.
 */
export const paper: Profile = {
  maximumLength: 320,
  triggerRoom: 0,
  longer: 'cut',
  records: { train: 21_854, calibration: 500, clean: 1366, triggered: 1255 },
  training: {
    steps: 10_928,
    batch: { recordsPerBatch: 16 },
    learningRate: 2e-5,
    warmupShare: 0.1,
    schedule: 'linear',
    dropout: 0.1,
    weightDecay: 0,
    clipNorm: 1,
    checkpointEvery: 500,
  },
  fromTwin: () => ({ steps: 2732 }),
}
