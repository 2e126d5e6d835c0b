import { createHash } from 'node:crypto'
import type { Weights } from '@codepurify/graph'
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js'
import type { ParameterStore } from './parameterStore.js'
import type { HistoryEntry, TrainOptions } from './trainOptions.js'

/** What a training knows besides its tensors. */
export interface TrainingState {
  step: number
  history: HistoryEntry[]
  best: { readonly step: number; readonly score: number } | null
  /** Sums over the steps since the last entry of the history. */
  since: { steps: number; loss: number; gradientNorm: number }
  /** The loss of every step. */
  losses: number[]
  /** Seconds that its steps took, in every process that made some. */
  seconds: number
}

interface SavedState extends Omit<TrainingState, 'step' | 'losses' | 'seconds'> {
  /** Absent in checkpoints of an older program. */
  readonly losses?: number[]
  readonly seconds?: number
  readonly settings: Settings
}

/** Everything that decides which weights come out; a checkpoint made under other settings is refused. */
export type Settings = Readonly<Record<string, string>>

const name = 'checkpoint'
const checkpointsKept = 2

/** The settings of a training, as text. Where there is no dropout, the weights do not depend on when checkpoints are made. */
export function settingsOf(options: TrainOptions, parameters: readonly string[], dropout: boolean): Settings {
  const { learningRate, warmupSteps, steps, schedule = 'linear', betas, epsilon, weightDecay, clipNorm, decay, noDecay, identity } = options
  const hash = createHash('sha256')
  for (const key of parameters) hash.update(`${key} ${noDecay?.(key)}\n`).update(bytesOf(options.weights, key))
  return {
    optimizer: JSON.stringify({ learningRate, warmupSteps, schedule, betas, epsilon, weightDecay, clipNorm, decay }),
    steps: schedule === 'constant' ? 'any' : String(steps),
    dropout: dropout
      ? JSON.stringify({ seed: options.seed, checkpointEvery: options.checkpointEvery, evaluateEvery: options.evaluateEvery })
      : 'none',
    identity: identity ?? 'not stated',
    weights: hash.digest('hex'),
  }
}

/** Saves parameters, moments and state; the newest two such checkpoints stay. */
export async function saveState(
  folder: string,
  { step, ...rest }: TrainingState,
  store: ParameterStore,
  settings: Settings,
): Promise<void> {
  const parts = {
    parameters: store.part('parameters'),
    firstMoments: store.part('firstMoments'),
    secondMoments: store.part('secondMoments'),
  }
  const state: SavedState = { ...rest, settings }
  await saveCheckpoint(folder, name, { step, state, parts }, checkpointsKept)
}

/**
 * Puts the newest whole checkpoint of the folder into the store and gives its state; a fresh state where there is none.
 * Throws when the checkpoint belongs to another training.
 */
export async function restoreState(folder: string, store: ParameterStore, settings: Settings, steps: number): Promise<TrainingState> {
  const found = await loadCheckpoint(folder, name)
  if (!found) return { step: 0, history: [], best: null, since: { steps: 0, loss: 0, gradientNorm: 0 }, losses: [], seconds: 0 }
  const { settings: theirs, ...rest } = found.state as SavedState
  const remedy = 'give this training a folder of its own, or delete that one'
  for (const key of Object.keys(settings)) {
    if (settings[key] !== theirs[key]) {
      throw new Error(`${folder} holds a training whose ${key} is ${theirs[key]}, expected ${settings[key]}: ${remedy}`)
    }
  }
  if (found.step > steps) throw new Error(`${folder} holds a training of ${found.step} steps, expected at most ${steps}: ${remedy}`)
  for (const part of ['parameters', 'firstMoments', 'secondMoments'] as const) store.fill(part, found.parts[part] ?? new Map())
  store.updates = found.step
  return { losses: [], seconds: 0, ...rest, step: found.step }
}

function bytesOf(weights: Weights, key: string): Uint8Array {
  const data = weights.get(key)?.data ?? new Float32Array()
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}
