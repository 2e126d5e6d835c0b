/** How the learning rate moves after its warm-up: down to zero at the last step, or not at all. */
export type Schedule = 'linear' | 'constant'

/** Options of {@link learningRate}; steps are counted from 0, and a warm-up need not be a whole number of steps. */
export interface ScheduleOptions {
  readonly learningRate: number
  readonly warmupSteps?: number
  readonly steps: number
  readonly schedule?: Schedule
}

/**
 * The learning rate of one step: rises linearly over the warm-up (step 0 has rate 0 if there is one), then falls linearly to 0 or stays.
 * Source: transformers 4.25, get_linear_schedule_with_warmup and get_constant_schedule_with_warmup.
 */
export function learningRate(step: number, { learningRate, warmupSteps = 0, steps, schedule = 'linear' }: ScheduleOptions): number {
  if (step < warmupSteps) return (learningRate * step) / Math.max(1, warmupSteps)
  if (schedule === 'constant') return learningRate
  return learningRate * Math.max(0, (steps - step) / Math.max(1, steps - warmupSteps))
}
