import type { MaskFiller, MaskRequest, TokenGuess } from './maskedText.js'

/** A computation that asks the masked language model in steps: yields requests, gets their predictions, and ends with a result. */
export type Asking<T> = Generator<MaskRequest[], T, TokenGuess[][][]>

/** A result and the sequences that it cost. */
export interface Asked<T> {
  readonly result: T
  readonly calls: number
}

/** Runs many computations side by side: what all of them ask in one step goes through the model in one call. */
export async function together<T>(askings: readonly Asking<T>[], filler: MaskFiller, { top }: { top: number }): Promise<Asked<T>[]> {
  const done: (Asked<T> | undefined)[] = askings.map(() => undefined)
  const calls = askings.map(() => 0)
  let waiting = askings.map((asking, index) => ({ index, asking, step: asking.next() }))
  for (;;) {
    const open: { index: number; asking: Asking<T>; requests: MaskRequest[] }[] = []
    for (const { index, asking, step } of waiting) {
      if (step.done) done[index] = { result: step.value, calls: calls[index] ?? 0 }
      else open.push({ index, asking, requests: step.value })
    }
    if (open.length === 0) return done.flatMap((asked) => (asked ? [asked] : []))
    const requests = open.flatMap((entry) => entry.requests)
    const guesses = requests.length > 0 ? await filler.predict(requests, { top }) : []
    let offset = 0
    waiting = open.map(({ index, asking, requests: own }) => {
      calls[index] = (calls[index] ?? 0) + own.length
      return { index, asking, step: asking.next(guesses.slice(offset, (offset += own.length))) }
    })
  }
}
