import { SingleBar } from 'cli-progress'
import type { CorpusProgress } from './buildCorpus.js'

const units: Readonly<Record<CorpusProgress['step'], string>> = {
  fetch: 'bytes',
  extract: 'files',
  bugs: 'functions',
  defect: 'functions',
  clone: 'functions',
  summary: 'functions',
}

/** Shows the steps of the build as one bar after the other, with the time left; without a terminal the bars keep quiet. */
export function progressBars(): { watch: (progress: CorpusProgress) => void; stop: () => void } {
  let bar: SingleBar | undefined
  let shown: CorpusProgress['step'] | undefined
  const stop = (): void => {
    bar?.stop()
    bar = undefined
  }
  const watch = ({ step, done, total }: CorpusProgress): void => {
    if (step !== shown) {
      stop()
      shown = step
      bar = new SingleBar({
        format: `${step.padEnd(7)} {bar} {percentage}% | {value}/{total} ${units[step]} | {eta_formatted} left`,
        hideCursor: true,
        etaBuffer: 200,
      })
      bar.start(total, done)
    }
    bar?.update(done)
  }
  return { watch, stop }
}
