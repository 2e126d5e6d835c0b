/** The ids that the places of a search took at each step, and whom each place continues: sequences that share beginnings, kept once. */
export class Paths {
  readonly size: number
  readonly #ids: Int32Array[] // after step t, place by place; t = 0 is the beginning
  readonly #origins: Int32Array[] = [] // the place at step t - 1 that each place of step t continues

  /** `size` places that all stand at the id `begin`. */
  constructor(size: number, begin: number) {
    this.size = size
    this.#ids = [new Int32Array(size).fill(begin)]
  }

  /** Steps taken. */
  get steps(): number {
    return this.#origins.length
  }

  /** The last id of each place. */
  get current(): Int32Array {
    return this.#ids.at(-1) ?? new Int32Array(this.size)
  }

  /** For each place, the place that it continues. */
  get origins(): Int32Array {
    return this.#origins.at(-1) ?? Int32Array.from({ length: this.size }, (_, place) => place)
  }

  /** Takes a step: for each place its id and the place that it continues. */
  push(ids: Int32Array, origins: Int32Array): void {
    this.#ids.push(ids)
    this.#origins.push(origins)
  }

  /** The ids after the beginning of the sequence that stands at `place` after `step` steps. */
  trace(step: number, place: number): number[] {
    const path: number[] = []
    for (let at = step, from = place; at > 0; at--) {
      path.push(this.#ids[at]?.[from] ?? 0)
      from = this.#origins[at - 1]?.[from] ?? 0
    }
    return path.reverse()
  }
}
