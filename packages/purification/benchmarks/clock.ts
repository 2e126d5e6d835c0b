/** Time that some records took. */
export interface Spent {
  records: number
  milliseconds: number
  cpuMilliseconds: number
}

/** No time yet. */
export const zero = (): Spent => ({ records: 0, milliseconds: 0, cpuMilliseconds: 0 })

/** Does some work on `records` records and adds its time. */
export async function timed<T>(into: Spent, records: number, work: () => Promise<T>): Promise<T> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const value = await work()
  const { user, system } = process.cpuUsage(cpu)
  into.records += records
  into.milliseconds += performance.now() - start
  into.cpuMilliseconds += (user + system) / 1000
  return value
}

/** Records in a second of the clock and of the processor. */
export const rate = ({ records, milliseconds, cpuMilliseconds }: Spent) => ({
  records,
  recordsPerSecond: (1000 * records) / milliseconds,
  recordsPerCpuSecond: (1000 * records) / cpuMilliseconds,
})

/** How many times as fast `ours` is, by the clock and by the processor. */
export const ratios = (ours: Spent, theirs: Spent) => ({
  ratio: theirs.milliseconds / theirs.records / (ours.milliseconds / ours.records),
  cpuRatio: theirs.cpuMilliseconds / theirs.records / (ours.cpuMilliseconds / ours.records),
})

/** The most memory that the process has held so far, in MiB. */
export const peakMiB = (): number => Math.round(process.resourceUsage().maxRSS / 1024)
