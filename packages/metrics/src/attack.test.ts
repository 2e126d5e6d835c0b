import { attackShares } from './attack.js'

test('ASR, ASR_D, floor and excess of ten triggered records', () => {
  const of = (yes: number): boolean[] => Array.from({ length: 10 }, (_, i) => i < yes)
  const { asr, asrDefended, floor, excess } = attackShares({ victim: of(10), defended: of(3), cleanTwin: of(2) })
  expect([asr.value, asrDefended.value, floor.value]).toEqual([1, 0.3, 0.2])
  expect(excess.value).toBeCloseTo(0.1, 12)
  expect(excess.low).toBeGreaterThanOrEqual(0)
})

test('a defence can do better than the clean twin: the excess is then negative', () => {
  const { excess } = attackShares({ victim: [true, true], defended: [false, false], cleanTwin: [true, false] })
  expect(excess.value).toBe(-0.5)
})

test('runs over different records are an error', () => {
  expect(() => attackShares({ victim: [true], defended: [], cleanTwin: [] })).toThrow('1 records without the defence and 0 with it')
  expect(() => attackShares({ victim: [true], defended: [true], cleanTwin: [] })).toThrow('shares of 1 and 0 records')
})
