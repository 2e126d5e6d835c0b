/** Wall-clock and processor time of one repetition. */
export interface Time {
  readonly milliseconds: number
  /** Of the whole process: what is left to compare when other programs share the cores. */
  readonly cpuMilliseconds: number
}

/** The fastest of some repetitions, by default after one that does not count. */
export async function best(repetitions: number, work: () => Promise<unknown>, { warmUp = true } = {}): Promise<Time> {
  if (warmUp) await work()
  let fastest: Time = { milliseconds: Infinity, cpuMilliseconds: Infinity }
  for (let i = 0; i < repetitions; i++) {
    const cpu = process.cpuUsage()
    const start = performance.now()
    await work()
    const milliseconds = performance.now() - start
    const { user, system } = process.cpuUsage(cpu)
    if (milliseconds < fastest.milliseconds) fastest = { milliseconds, cpuMilliseconds: (user + system) / 1000 }
  }
  return fastest
}
