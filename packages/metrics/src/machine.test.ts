import { cpus } from 'node:os'
import { machine, widestVectors } from './machine.js'

test.each([
  ['AVX-512', 'processor\t: 0\nflags\t\t: fpu sse avx avx2 avx512f avx512bw\nbugs\t\t: avx\n'],
  ['AVX2', 'processor\t: 0\nflags\t\t: fpu avx f16c avx2\n\nprocessor\t: 1\nflags\t\t: avx512f\n'],
  ['AVX', 'flags\t\t: fpu avx\n'],
  ['NEON', 'Features\t: fp asimd evtstrm\n'],
  [undefined, 'flags\t\t: fpu sse4_2 notavx2\nmodel name\t: avx2\n'],
  [undefined, ''],
])('the widest vector instructions are %s', (vectors, info) => {
  expect(widestVectors(info)).toBe(vectors)
})

test('the processor has its name', () => {
  expect(machine().processor).toContain(cpus()[0]?.model.trim() ?? 'unknown')
})
