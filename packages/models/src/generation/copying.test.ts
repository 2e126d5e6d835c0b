import { Copying } from './copying.js'

const options = { begin: 0, end: 2, pad: 1, maximumLength: 20 }

/** Candidates that give these ids, each with log-probability -0.5, from row 1 on. */
const answers = (...ids: number[]) => ({
  ids: Int32Array.from([99, ...ids]),
  logProbabilities: new Float32Array(ids.length + 1).fill(-0.5),
  k: 1,
})

test('takes a draft as far as it is right, then what the model wrote instead', () => {
  const copying = new Copying([0, 5, 6, 7, 8, 2], options)
  expect(copying.next()).toEqual({ ids: [0, 5, 6, 7, 8, 2], positions: [2, 3, 4, 5, 6, 7] })
  expect(copying.advance(answers(5, 6, 9, 8, 2, 4), 1)).toBe(3) // <s>, 5 and 6 were right; 9 takes the place of 7
  expect(copying.next()).toEqual({ ids: [9], positions: [5] }) // 9 does not stand in the source
  expect(copying.advance(answers(8), 1)).toBe(1)
  expect(copying.next()).toEqual({ ids: [8, 2], positions: [6, 7] })
  expect(copying.done).toBe(false)
  expect(copying.advance(answers(2, 4), 1)).toBe(1)
  expect(copying.done).toBe(true)
  expect(copying.hypothesis()).toEqual({ ids: [5, 6, 9, 8], score: -2.5, finished: true })
})

test('padding that the model writes has the position of padding and is not counted', () => {
  const copying = new Copying([0, 2], options)
  copying.next()
  copying.advance(answers(1), 1)
  expect(copying.next()).toEqual({ ids: [1], positions: [1] })
  copying.advance(answers(6), 1)
  expect(copying.next()).toEqual({ ids: [6], positions: [3] })
})

test('writes no more than the most ids', () => {
  const copying = new Copying([0, 5, 6, 7, 8, 2], { ...options, maximumLength: 3 })
  expect(copying.next().ids).toEqual([0, 5, 6])
  expect(copying.advance(answers(5, 6, 7), 1)).toBe(3)
  expect(copying.done).toBe(true)
  expect(copying.hypothesis()).toEqual({ ids: [5, 6, 7], score: -1.5, finished: false })
})
