import { summarySchema, type SummaryRecord } from '@codepurify/dataset'
import { embeddedSource, importedSource, type Example } from '@codepurify/experiment'
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
