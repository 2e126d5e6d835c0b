const { TestEnvironment } = require('jest-environment-node')

// onnxruntime-node checks `instanceof` against the host's typed arrays; jest's sandbox brings its own (jestjs/jest#11864).
const shared = [
  'ArrayBuffer',
  'BigInt64Array',
  'BigUint64Array',
  'Float32Array',
  'Float64Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
]

module.exports = class HostTypedArrays extends TestEnvironment {
  async setup() {
    await super.setup()
    for (const name of shared) this.global[name] = globalThis[name]
  }
}
