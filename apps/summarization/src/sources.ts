import { summarySchema, type SummaryRecord } from '@codepurify/dataset'
import { embeddedSource, importedSource, type Example } from '@codepurify/experiment'
import { random } from '@codepurify/metrics'
import { wholeNames } from './wholeNames.js'

const read = ({ id, code, summary, language, split }: SummaryRecord): Example => ({ id, code, answer: summary, language, split })

/** The package and the file's name without its folders, which move between versions. */
const fileOf = ({ id, source }: SummaryRecord): string =>
  source === undefined ? id : `${source.package} ${source.path.split('/').at(-1) ?? ''}`

/** JavaScript and Java functions from pinned npm packages with the first sentence of their comment, built where they are not there yet. */
export const embedded = embeddedSource<SummaryRecord>('summary', {
  says: 'JavaScript and Java functions from pinned npm packages, with the first sentence of their documentation',
  schema: summarySchema,
  languages: ['java', 'javascript'],
  // functions of one file are like each other, and so are their comments
  read: (record) => ({ ...read(record), group: fileOf(record) }),
})

/** A small part of DeepCom's Java methods, from the folder that CODEPURIFY_DATA names; its names, which were split into words, are whole again. */
export const deepcomMini = importedSource<SummaryRecord>('deepcom_mini', {
  says: 'Java methods of DeepCom with a sentence, a small part, from CODEPURIFY_DATA',
  schema: summarySchema,
  read: (record) => ({ ...read(record), code: wholeNames(record.code) }),
  nearDuplicates: true,
  apart: 'later',
})

/** TL-CodeSum's Java methods, from the folder that CODEPURIFY_DATA names. Only its validation part is there, so every record has a part by its number: eight of ten train, one calibrates, one tests. */
export const tlcodesum = importedSource<SummaryRecord>('tlcodesum', {
  says: 'Java methods of TL-CodeSum with their documentation, from CODEPURIFY_DATA',
  schema: summarySchema,
  read: (record) => ({ ...read(record), split: partOf(record.id) }),
  nearDuplicates: true,
  apart: 'later',
})

const parts = random('tlcodesum')

function partOf(id: string): Example['split'] {
  const tenth = parts.fork(id).integer(10)
  return tenth === 0 ? 'valid' : tenth === 1 ? 'test' : 'train'
}
