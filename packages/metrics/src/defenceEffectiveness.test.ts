import { defenceEffectiveness } from './defenceEffectiveness.js'

const attacked = { asr: 0.99, floor: 0.23, clean: 0.67 }

test('no defence has a half, one that takes the attack away and costs nothing has half of what the attack brought more', () => {
  expect(defenceEffectiveness({ ...attacked, asrDefended: 0.99, cleanDefended: 0.67 })).toBe(0.5)
  expect(defenceEffectiveness({ ...attacked, asrDefended: 0.23, cleanDefended: 0.67 })).toBeCloseTo(0.5 + 0.76 / 2)
  expect(defenceEffectiveness({ asr: 1, floor: 0, clean: 80, asrDefended: 0, cleanDefended: 80 })).toBe(1)
})

test('the loss is relative to the metric, and a gain on clean records counts as none', () => {
  expect(defenceEffectiveness({ asr: 1, floor: 0, clean: 80, asrDefended: 0, cleanDefended: 40 })).toBe(0.75)
  expect(defenceEffectiveness({ asr: 1, floor: 0, clean: 80, asrDefended: 0, cleanDefended: 90 })).toBe(1)
  expect(defenceEffectiveness({ asr: 1, floor: 0, clean: 0, asrDefended: 0, cleanDefended: 0 })).toBe(1)
})

test('to give every record the other label is worth no more than to do nothing where half of the labels are right, and less above', () => {
  const turned = (clean: number, floor: number) => defenceEffectiveness({ asr: 1, floor, clean, asrDefended: 0, cleanDefended: 1 - clean })
  expect(turned(0.67, 0.57)).toBeLessThan(0.5)
  expect(turned(0.97, 0.02)).toBeLessThan(0.52)
  expect(turned(0.97, 0.02)).toBeLessThan(defenceEffectiveness({ asr: 1, floor: 0.02, clean: 0.97, asrDefended: 0.1, cleanDefended: 0.96 }))
})

test('a rise of the attack success rate counts as no fall', () => {
  expect(defenceEffectiveness({ ...attacked, asrDefended: 1, cleanDefended: 0.67 })).toBe(0.5)
})
