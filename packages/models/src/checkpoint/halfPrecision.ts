/** @file Sixteen-bit floats <-> float32. Node 20 has no Float16Array. */

const bits = new Uint32Array(1)
const value = new Float32Array(bits.buffer)

/** float32 -> IEEE binary16 bits, rounded to nearest, ties to even; beyond 65504 becomes infinity. */
export function toHalf(x: number): number {
  value[0] = x
  const word = bits[0] ?? 0
  const sign = (word >>> 16) & 0x8000
  const magnitude = word & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00 // not a number
  if (magnitude >= 0x477ff000) return sign | 0x7c00 // 65520 and above round to infinity
  if (magnitude < 0x38800000) return sign | roundToEven(Math.abs(value[0]) * 2 ** 24) // subnormal half: whole multiples of 2 ** -24
  // re-bias the exponent by 112, then add half a unit (less one bit when the kept mantissa is even)
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13)
}

function roundToEven(x: number): number {
  const floor = Math.floor(x)
  const rest = x - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}

/** IEEE binary16 bits -> number, exact. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const mantissa = half & 0x3ff
  if (exponent === 0) return sign * mantissa * 2 ** -24
  if (exponent === 31) return mantissa ? NaN : sign * Infinity
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}

/** bfloat16 bits -> number, exact: the upper half of a float32. */
export function fromBfloat(word: number): number {
  bits[0] = word << 16
  return value[0] ?? 0
}
