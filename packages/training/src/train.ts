import { setImmediate } from 'node:timers/promises'
import type { Tensor } from '@codepurify/graph'
import { checkpointPath, readCheckpoint, saveCheckpoint } from './checkpoint.js'
import { describeGraph, GradientSession } from './gradientSession.js'
import { ParameterStore } from './parameterStore.js'
import { learningRate } from './schedule.js'
import { sparedByDecay, TrainingStopped, type Best, type HistoryEntry, type Training, type TrainOptions } from './trainOptions.js'
import { restoreState, saveState, settingsOf, type TrainingState } from './trainingState.js'

// one more than there are checkpoints: the best of each, and one whose checkpoint is still to be written
const bestsKept = 3

/**
 * Fits weights to a loss with AdamW. Killed at any moment and called again, it goes on from its newest checkpoint and ends with the same
 * weights, bit for bit (given the same machine, and a `batch` that is a pure function of the step; one thread and two make the same). A finished one is not repeated.
 * With dropout, masks restart from (seed, step) at every checkpoint, so a stopped training repeats the steps since the last one.
 * Throws TrainingStopped when the signal is aborted, a RangeError when the gradients are no longer finite, and an Error when the folder
 * belongs to another training or cannot be written; what was saved before stays.
 */
export async function train(options: TrainOptions): Promise<Training> {
  checkOptions(options)
  const { weights, folder, steps, noDecay = sparedByDecay } = options
  const { parameters, dropout } = describeGraph(options)
  const store = ParameterStore.from(weights, { order: parameters, noDecay })
  const settings = settingsOf({ ...options, noDecay }, parameters, dropout)
  const state = await restoreState(folder, store, settings, steps)
  const earlierSeconds = state.seconds

  let session: GradientSession | undefined
  try {
    while (state.step < steps) {
      // without dropout a session has no memory of its own, and one serves to the end
      if (dropout) session = await session?.release()
      session ??= await GradientSession.open(store, state.step, options)
      const reached = await runUntil(nextBoundary(state.step, options), state, store, session, options)
      if (!reached && dropout) throw new TrainingStopped(state.step, steps)
      if (reached && isEvaluation(state.step, options)) await evaluate(state, store, options)
      else if (reached) recordHistory(state)
      await saveState(folder, state, store, settings)
      if (!reached) throw new TrainingStopped(state.step, steps)
    }
  } finally {
    await session?.release()
  }
  return {
    weights: new Map([...weights, ...store.weights()]),
    best: await bestOf(state, options),
    history: state.history,
    losses: state.losses,
    earlierSeconds,
  }
}

/** Makes steps up to `end`; false when the signal stopped it before. */
async function runUntil(
  end: number,
  state: TrainingState,
  store: ParameterStore,
  session: GradientSession,
  options: TrainOptions,
): Promise<boolean> {
  const { batch, onStep, signal, betas, epsilon, weightDecay, clipNorm, decay, steps } = options
  const optimizer = defined({ betas, epsilon, weightDecay, clipNorm, decay })
  while (state.step < end) {
    // session.run blocks the event loop: this is where signals and timers get their turn
    await setImmediate()
    if (signal?.aborted) return false
    const start = performance.now()
    const feeds = await batch(state.step)
    const loss = await session.run(feeds)
    const rate = learningRate(state.step, options)
    const { gradientNorm } = update(store, state.step, { ...optimizer, learningRate: rate })
    state.step++
    state.losses.push(loss)
    state.since = { steps: state.since.steps + 1, loss: state.since.loss + loss, gradientNorm: state.since.gradientNorm + gradientNorm }
    const seconds = (performance.now() - start) / 1000
    state.seconds += seconds
    onStep?.({ step: state.step, steps, loss, gradientNorm, learningRate: rate, tokens: tokensOf(feeds), seconds })
  }
  return true
}

function update(store: ParameterStore, step: number, options: Parameters<ParameterStore['adamW']>[0]): { readonly gradientNorm: number } {
  try {
    return store.adamW(options)
  } catch (error) {
    throw new RangeError(`step ${step + 1}: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}

async function evaluate(state: TrainingState, store: ParameterStore, { evaluate, folder, weights }: TrainOptions): Promise<void> {
  if (!evaluate) return recordHistory(state)
  const score = await evaluate(new Map([...weights, ...store.part('parameters')]))
  if (score > (state.best?.score ?? -Infinity)) {
    state.best = { step: state.step, score }
    await saveCheckpoint(folder, 'best', { step: state.step, state: { score }, parts: { parameters: store.part('parameters') } }, bestsKept)
  }
  recordHistory(state, score)
}

function recordHistory(state: TrainingState, score?: number): void {
  const { steps, loss, gradientNorm } = state.since
  const entry: HistoryEntry = {
    step: state.step,
    loss: loss / steps,
    gradientNorm: gradientNorm / steps,
    ...(score !== undefined && { score }),
  }
  state.history.push(entry)
  state.since = { steps: 0, loss: 0, gradientNorm: 0 }
}

async function bestOf({ best }: TrainingState, { folder, weights }: TrainOptions): Promise<Best | undefined> {
  if (!best) return undefined
  const path = checkpointPath(folder, 'best', best.step)
  const found = await readCheckpoint(path)
  if (!found?.parts['parameters'])
    throw new Error(`${path} is missing or damaged, expected the best weights: delete ${folder} and train again`)
  return { ...best, weights: new Map([...weights, ...found.parts['parameters']]) }
}

/** Where the next checkpoint falls: a function of the step alone, so that a resumed training has the same ones. */
function nextBoundary(step: number, { checkpointEvery, evaluateEvery, steps }: TrainOptions): number {
  const after = (every: number): number => (Math.floor(step / every) + 1) * every
  return Math.min(steps, after(checkpointEvery), evaluateEvery === undefined ? steps : after(evaluateEvery))
}

const isEvaluation = (step: number, { evaluateEvery, steps }: TrainOptions): boolean =>
  step === steps || (evaluateEvery !== undefined && step % evaluateEvery === 0)

const tokensOf = (feeds: Readonly<Record<string, Tensor>>): number =>
  Object.values(feeds).reduce((sum, { dims, size }) => sum + (dims.length === 2 ? size : 0), 0)

function checkOptions(options: TrainOptions): void {
  for (const name of ['steps', 'checkpointEvery', 'evaluateEvery'] as const) {
    const value = options[name] ?? 1
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} is ${value}, expected a whole number of at least 1`)
  }
  if (!(options.learningRate >= 0)) throw new RangeError(`learningRate is ${options.learningRate}, expected a number of at least 0`)
}

/** The same object without its undefined entries, which exactOptionalPropertyTypes keeps out of options. */
function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
