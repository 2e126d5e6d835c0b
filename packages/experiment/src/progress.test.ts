import { duration, lines } from './progress.js'

test('plain lines: at most one in ten seconds, with the time left, and one at the end', () => {
  const written: string[] = []
  let clock = 0
  const step = lines({ write: (text: string) => written.push(text) }, 'train', 100, () => clock)
  for (let done = 1; done <= 100; done++) {
    clock += 500
    step.update(done, `loss ${done}`)
  }
  step.end()
  step.end()
  expect(written).toEqual([
    '  train: 20 of 100, 40 s left, loss 20\n',
    '  train: 40 of 100, 30 s left, loss 40\n',
    '  train: 60 of 100, 20 s left, loss 60\n',
    '  train: 80 of 100, 10 s left, loss 80\n',
    '  train: done in 50 s\n',
  ])
})

test('durations', () => {
  expect([0, 59_400, 60_000, 185_000].map(duration)).toEqual(['0 s', '59 s', '1 min 00 s', '3 min 05 s'])
})
