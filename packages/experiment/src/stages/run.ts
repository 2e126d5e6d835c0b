import { resolve } from 'node:path'
import { folders, type Folders } from '../folders/folders.js'
import { knownName } from '../options/knownName.js'
import type { Model } from '../victims/model.js'
import type { Options } from '../options/options.js'
import type { Identity } from '../results/resultSchema.js'
import type { Context } from '../folders/stage.js'
import { checkFolder } from '../victims/startFolders.js'
import type { Profile, Task, Training } from '../task.js'

/** One attack of one run: everything that its stages need, names looked up and checked. */
export interface Run<Row> {
  readonly task: Task<Row>
  readonly model: Model
  readonly profile: Profile
  readonly training: { readonly twin: Training; readonly victim: Training }
  readonly attack: string
  readonly options: Options
  readonly folders: Folders
  /** The folders that victims and replacements start from. */
  readonly start: { readonly victim: string; readonly maskedLm: string }
  readonly identity: Identity
  readonly context: Context
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Looks up what the options name and puts a run together; a UsageError where a name is not known. Relative folders are seen from `root`. */
export function openRun<Row>(
  task: Task<Row>,
  options: Options,
  o: { readonly root: string; readonly context: Context; readonly environment: Run<Row>['environment'] },
): Run<Row> {
  const profile = profileOf(task, options)
  const model = knownName('model', options.model, task.models)
  knownName('data', options.data, task.sources)
  const fromTwin = options.init === 'twin'
  const said = trainingSaid(options)
  const weights = profile.weights?.[options.model]
  const found = model.start({
    ...(weights === undefined ? {} : { weights }),
    ...(options.checkpoint === undefined ? {} : { checkpoint: resolve(options.checkpoint) }),
    ...(options.maskedLm === undefined ? {} : { maskedLm: resolve(options.maskedLm) }),
  })
  if (options.checkpoint !== undefined) checkFolder('checkpoint', resolve(options.checkpoint))
  if (options.maskedLm !== undefined) checkFolder('masked-lm', resolve(options.maskedLm))
  return {
    task,
    model,
    profile,
    // a twin that victims start from is trained in full, whatever the call says about the victims
    training: {
      twin: fromTwin ? profile.training : { ...profile.training, ...said },
      victim: {
        ...profile.training,
        ...(fromTwin ? profile.fromTwin(poisonShare(options.rate, profile.records.train), options.model) : {}),
        ...said,
      },
    },
    attack: options.attack,
    options,
    folders: folders(task.name, options),
    start: { victim: resolve(o.root, found.victim), maskedLm: resolve(o.root, found.maskedLm) },
    identity: {
      task: task.name,
      model: options.model,
      attack: options.attack,
      rate: options.rate,
      seed: options.seed,
      profile: options.profile,
      data: options.data,
      split: options.split,
    },
    context: o.context,
    environment: o.environment,
  }
}

/** The named profile, with what is different in it for a model and a source of records. Throws a UsageError where it is not known. */
export function profileOf<Row>(task: Task<Row>, { profile: name, model, data }: Pick<Options, 'profile' | 'model' | 'data'>): Profile {
  const profile = knownName('profile', name, task.profiles)
  return { ...profile, ...profile.models?.[model], ...profile.data?.[data] }
}

/** What a call says of the training, in place of the profile. */
function trainingSaid({ steps, learningRate, tokenBudget, clipNorm }: Options): Partial<Training> {
  return {
    ...(steps === undefined ? {} : { steps }),
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(tokenBudget === undefined ? {} : { batch: { tokenBudget } }),
    ...(clipNorm === undefined ? {} : { clipNorm }),
  }
}

/** The rate as a share of the records, where it is a number of them. */
function poisonShare(rate: number, records: number): number {
  return rate > 1 ? Math.min(1, rate / records) : rate
}

/** What is said about a stage that attacks share: it has no attack and no rate. */
export function sharedIdentity({ identity }: { readonly identity: Identity }): Identity {
  return { ...identity, attack: 'none', rate: 0 }
}

/** What the table of published thresholds may call a run: by task and model, or also by attack and rate, where its authors tuned one for each. */
export function paperVariants<Row>({ task, options, attack }: Pick<Run<Row>, 'task' | 'options' | 'attack'>): string[] {
  const name = `${task.paperName}/${options.model}`
  return [name, `${name}/${attack}/${options.rate}`]
}
