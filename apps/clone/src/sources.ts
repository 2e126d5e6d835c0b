import { cloneSchema, sha256, type CloneRecord } from '@codepurify/dataset'
import { embeddedSource, importedSource, type Example } from '@codepurify/experiment'

const read = ({ id, code, other, label, split }: CloneRecord): Example => ({ id, code, other, answer: String(label), split })

/** Java methods from pinned npm packages and their clones, made where they are not there yet. */
export const embedded = embeddedSource<CloneRecord>('clone', {
  says: 'Java methods from pinned npm packages, with rewritten, type-2 and cross-version clones',
  schema: cloneSchema,
  // a positive and its negative have the same first function: function-0, function-1, …
  read: (record) => ({ ...read(record), group: record.id.replace(/-\d+$/u, '') }),
})

/** BigCloneBench in CodeXGLUE's form, from the folder that CODEPURIFY_DATA names; the test part is the sample that ALERT's authors attack. */
export const bigclonebench = importedSource<CloneRecord>('bigclonebench', {
  says: 'BigCloneBench, from CODEPURIFY_DATA',
  schema: cloneSchema,
  // a function stands in up to 22 pairs of a part
  read: (record) => ({ ...read(record), group: [record.code, record.other].map((code) => sha256(code.replace(/\s+/gu, ' ').trim())) }),
  // its parts share no index, but one function of ten stands in train once more under another
  apart: 'earlier',
  // one pair of eight in valid is a clone
  evenLabels: true,
  nearDuplicates: true,
})
