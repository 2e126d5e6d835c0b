import type { SingleBar } from 'cli-progress'

/** A long step under way. */
export interface Step {
  /** `done` of the step's total; `note` is shown behind the bar (a loss, a name). */
  update(done: number, note?: string): void
  end(): void
}

/** How a run tells its user what it is doing. */
export interface Progress {
  say(text: string): void
  step(title: string, total: number): Step
}

/** Tells nothing: for tests and callers that only want the result. */
export const silent: Progress = { say: () => undefined, step: () => ({ update: () => undefined, end: () => undefined }) }

interface Output {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** A bar with the time left on a terminal; a plain line at most every ten seconds elsewhere. Everything goes to `output` (standard error). */
export function progressOn(output: Output & NodeJS.WritableStream, { now }: { now: () => number }): Progress {
  const say = (text: string): void => void output.write(`${text}\n`)
  return { say, step: (title, total) => (output.isTTY === true ? bar(output, title, total) : lines(output, title, total, now)) }
}

/** Plain lines: the first, then one at most every ten seconds, and the last. */
export function lines(output: Output, title: string, total: number, now: () => number): Step {
  const begin = now()
  let told = begin
  let ended = false
  return {
    update(done, note = '') {
      if (now() - told < 10_000 || done >= total) return
      told = now()
      const left = done > 0 ? `, ${duration(((told - begin) * (total - done)) / done)} left` : ''
      output.write(`  ${title}: ${done} of ${total}${left}${note === '' ? '' : `, ${note}`}\n`)
    },
    end() {
      if (ended) return
      ended = true
      output.write(`  ${title}: done in ${duration(now() - begin)}\n`)
    },
  }
}

/** Milliseconds as `12 s` or `3 min 05 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

function bar(output: NodeJS.WritableStream, title: string, total: number): Step {
  let shown: SingleBar | undefined
  let latest = { done: 0, note: '' }
  let ended = false
  // loaded when the first long step begins: a run that has nothing to do shows no bar
  const loaded = import('cli-progress').then(({ default: { SingleBar: Bar, Presets } }) => {
    if (ended) return
    shown = new Bar(
      {
        stream: output,
        format: `  ${title.padEnd(24)} {bar} {percentage} % {value}/{total}  {left} left  {note}`,
        hideCursor: true,
        etaBuffer: 50,
        fps: 5,
      },
      Presets.shades_classic,
    )
    shown.start(total, latest.done, { note: latest.note, left: '…' })
  })
  loaded.catch(() => undefined)
  const begin = Date.now()
  const left = (done: number): string => (done > 0 ? duration(((Date.now() - begin) * (total - done)) / done) : '…')
  return {
    update(done, note = '') {
      latest = { done, note }
      shown?.update(done, { note, left: left(done) })
    },
    end() {
      if (ended) return
      ended = true
      shown?.update(total, { note: latest.note, left: '0 s' })
      shown?.stop()
    },
  }
}
