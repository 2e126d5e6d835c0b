import type { DataDefence } from './defence.js'
import { droppedAbove, greatest, knownPoisonRate, matchedLine } from './line.js'
import { coordinates, principalAxes, type PrincipalAxes } from './principalAxes.js'
import { representationsOf } from './representations.js'

/** Singular vectors that CodePurify's authors project on. */
const directions = 10
/** How many times the poisoned records' number is dropped. */
const excess = 1.5

const name = 'spectral-signatures'

/** Spectral Signatures: poisoned records stand out along the directions in which all records vary most. */
export const spectralSignatures: DataDefence = {
  stage: 'data',
  title: 'Spectral Signatures',
  source: "Tran et al., NeurIPS 2018, arXiv 1811.00636; settings of CodePurify's authors (COSTA, ICSE 2025)",
  needs: ['representations'],
  victims: 'any',
  line: {
    matched: 'drops what projects further than all but the stated share of clean validation records, projected on the same directions',
    published: 'drops the floor(1.5 N ε / (1 + ε)) records that project furthest, ε the true poison rate',
  },
  async inspect({ records, clean, context }) {
    const { setting, seed } = context
    const matched = setting.mode === 'matched'
    const [rows = [], cleanRows = []] = await representationsOf(matched ? [records, clean] : [records], context, name)
    const principal = principalAxes(rows, directions, { seed })
    const suspicion = spectralScores(rows, principal)
    const remarks = [`projected on ${principal.axes.length} directions`]
    if (setting.mode === 'matched')
      return droppedAbove(suspicion, matchedLine(spectralScores(cleanRows, principal), setting.falsePositiveRate), remarks)
    const rate = knownPoisonRate(setting, name)
    const count = Math.floor(records.length * excess * (rate / (1 + rate)))
    // without a direction nothing stands out, and the first records would be dropped for being first
    return { suspicion, drop: principal.axes.length > 0 ? greatest(suspicion, count) : [], remarks }
  },
}

/** The length of each centred row's projection on the axes. */
export function spectralScores(rows: readonly ArrayLike<number>[], principal: PrincipalAxes): Float64Array {
  return Float64Array.from(rows, (row) => Math.hypot(...coordinates(row, principal)))
}
