// A small training with dropout that train.test.ts kills and starts again:  node … toyTraining.mjs <folder>
import { createHash } from 'node:crypto'
import { float32, int32 } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import { train } from '../src/index.ts'

const [folder = ''] = process.argv.slice(2)
const [width, classes] = [64, 2000]

function tensor(shape) {
  const draw = random(shape.join())
  return { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.1 * draw.normal()) }
}

const { weights, best } = await train({
  weights: new Map([
    ['in.weight', tensor([width, 16])],
    ['in.bias', tensor([width])],
    ['out.weight', tensor([classes, width])],
  ]),
  build(graph) {
    const x = graph.input('x', 'float32', ['B', 16])
    const hidden = graph.gelu(
      graph.gemm(x, graph.parameter('in.weight', [width, 16]), graph.parameter('in.bias', [width]), { transB: true }),
    )
    const logits = graph.gemm(graph.dropout(hidden, 0.3), graph.parameter('out.weight', [classes, width]), undefined, { transB: true })
    return { loss: graph.crossEntropy(logits, graph.input('labels', 'int32', ['B'])) }
  },
  batch(step) {
    const draw = random('batch').fork(step)
    const rows = 8 + draw.integer(8)
    return {
      x: float32(
        Float32Array.from({ length: rows * 16 }, () => draw.normal()),
        [rows, 16],
      ),
      labels: int32(Int32Array.from({ length: rows }, () => draw.integer(classes))),
    }
  },
  evaluate: (now) => now.get('out.weight').data[5],
  steps: 60,
  learningRate: 0.01,
  warmupSteps: 5,
  weightDecay: 0.01,
  clipNorm: 1,
  seed: 3,
  folder,
  checkpointEvery: 7,
  evaluateEvery: 20,
  threads: 1,
  onStep: ({ step }) => process.stdout.write(`step ${step}\n`),
})

const hash = createHash('sha256')
for (const { data } of [...weights.values(), ...best.weights.values()]) hash.update(data)
console.log(`weights ${hash.digest('hex')} best at ${best.step}`)
