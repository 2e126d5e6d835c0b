import { stageNames } from '../stages/stages.js'

/** The commands of a task's program: its stages, `bench` (every cell of a grid, one table; where nothing is said the whole grid: each model, attack and defence), `report` (a page of what is there) and `start` (the main job: the table and one record). */
export const commands = [...stageNames, 'bench', 'report', 'start'] as const

/** The name of a command of a task's program. */
export type CommandName = (typeof commands)[number]
