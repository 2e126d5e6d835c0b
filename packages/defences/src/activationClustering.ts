import type { DataDefence, TrainingRecord } from './defence.js'
import { fastIca, type FastIca } from './fastIca.js'
import { kMeans, type Clusters } from './kMeans.js'
import { droppedAbove, matchedLine } from './line.js'
import { representationsOf } from './representations.js'
import { squaredDistance } from './rows.js'

const name = 'activation-clustering'

/** Activation Clustering: the records of a class fall into two clusters, and the smaller one is suspicious. */
export const activationClustering: DataDefence = {
  stage: 'data',
  title: 'Activation Clustering',
  source: "Chen et al., SafeAI 2019, arXiv 1811.03728; settings of CodePurify's authors (COSTA, ICSE 2025)",
  needs: ['representations'],
  victims: 'any',
  line: {
    matched: 'drops what lies nearer to the centre of the smaller cluster, and further from the larger one’s, than all but the stated share of clean validation records', // prettier-ignore
    published: 'drops the smaller cluster of each class, of all records together where the victim generates',
  },
  async inspect({ records, clean, context }) {
    const { setting, seed } = context
    const matched = setting.mode === 'matched'
    const [rows = [], cleanRows = []] = await representationsOf(matched ? [records, clean] : [records], context, name)
    const classes = clusteredClasses(records, rows, seed)
    // a record whose class cannot be split is as little suspicious as one half way between the centres
    const suspicions = (of: readonly TrainingRecord[], their: readonly ArrayLike<number>[]) =>
      Float64Array.from(of, (record, index) => classes.get(classOf(record))?.suspicion(their[index] ?? []) ?? 0)
    const suspicion = suspicions(records, rows)
    const remarks = [...classes].map(([label, { clusters }]) => `${label}: clusters of ${clusters.sizes.join(' and ')}`)
    if (setting.mode === 'matched')
      return droppedAbove(suspicion, matchedLine(suspicions(clean, cleanRows), setting.falsePositiveRate), remarks)
    const drop = [...classes.values()].flatMap(({ members, clusters }) => members.filter((_, i) => clusters.labels[i] === 1))
    return { suspicion, drop: drop.sort((a, b) => a - b), remarks }
  },
}

interface ClusteredClass {
  /** Indices into the records. */
  readonly members: readonly number[]
  readonly clusters: Clusters
  /** Distance to the larger cluster's centre less that to the smaller one's. */
  suspicion(row: ArrayLike<number>): number
}

const classOf = ({ label }: TrainingRecord): string => (label === undefined ? 'all records' : `label ${label}`)

function clusteredClasses(records: readonly TrainingRecord[], rows: readonly Float32Array[], seed: number): Map<string, ClusteredClass> {
  const membersOf = new Map<string, number[]>()
  for (const [index, record] of records.entries()) {
    const members = membersOf.get(classOf(record))
    if (members) members.push(index)
    else membersOf.set(classOf(record), [index])
  }
  return new Map(
    [...membersOf].flatMap(([label, members]) => {
      const own = members.map((index) => rows[index] ?? new Float32Array())
      const ica = fastIca(own, { seed })
      const points = own.map((row) => ica.transform(row))
      const clusters = kMeans(points, { seed })
      return clusters.sizes.length === 2 ? [[label, { members, clusters, suspicion: between(ica, clusters) }] as const] : []
    }),
  )
}

function between(ica: FastIca, { centres: [larger = [], smaller = []] }: { readonly centres: readonly ArrayLike<number>[] }) {
  return (row: ArrayLike<number>): number => {
    const point = ica.transform(row)
    return Math.sqrt(squaredDistance(larger, point)) - Math.sqrt(squaredDistance(smaller, point))
  }
}
