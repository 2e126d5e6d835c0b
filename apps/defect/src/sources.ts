import { defectSchema, type DefectRecord } from '@codepurify/dataset'
import { embeddedSource, importedSource, type Example } from '@codepurify/experiment'

const read = ({ id, code, label, split }: DefectRecord): Example => ({ id, code, answer: String(label), split })

/** C functions from pinned npm packages, each without and with a seeded vulnerability, built where they are not there yet. */
export const embedded = embeddedSource<DefectRecord>('defect', {
  says: 'C functions from pinned npm packages, without and with seeded vulnerabilities',
  schema: defectSchema,
  // a function without its vulnerability is called function-0, with it function-1
  read: (record) => ({ ...read(record), group: record.id.replace(/-[01]$/u, '') }),
})

/** Devign in CodeXGLUE's split, from the folder that CODEPURIFY_DATA names. */
export const devign = importedSource<DefectRecord>('devign', {
  says: 'Devign, from CODEPURIFY_DATA',
  schema: defectSchema,
  read,
  nearDuplicates: true,
  apart: 'later',
})
