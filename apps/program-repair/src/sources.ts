import { repairSchema, type RepairRecord } from '@codepurify/dataset'
import { embeddedSource, importedSource, type Example } from '@codepurify/experiment'

const read = ({ id, code, fixed, split }: RepairRecord): Example => ({ id, code, answer: fixed, split })
/** The package and the file's name without its folders, which move between versions. */
const classOf = ({ id, source }: RepairRecord): string =>
  source === undefined ? id.replace(/-\d+$/u, '') : `${source.package} ${source.path.split('/').at(-1) ?? ''}`

/** Real Java methods from pinned npm packages with seeded bugs, built where they are not there yet. */
export const embedded = embeddedSource<RepairRecord>('repair', {
  says: 'Java methods from pinned npm packages, with seeded bugs',
  schema: repairSchema,
  // methods of one class are like each other, in the mutants of one method and from version to version
  read: (record) => ({ ...read(record), group: classOf(record) }),
})

/** Bugs2Fix small, un-abstracted, from the folder that CODEPURIFY_DATA names. */
export const bugs2fixSmall = importedSource<RepairRecord>('bugs2fix_small', {
  says: 'Bugs2Fix small, un-abstracted, from CODEPURIFY_DATA',
  schema: repairSchema,
  read,
  nearDuplicates: true,
  apart: 'later',
})
