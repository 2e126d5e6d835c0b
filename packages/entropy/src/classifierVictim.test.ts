import { random } from '@codepurify/metrics'
import { Classifier, initializeClassifier, parseRobertaClassifierConfig, type ClassifierInput, type PairInput } from '@codepurify/models'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { classifierVictim, joinSources } from './classifierVictim.js'
import { occlude } from './occlude.js'

const tokenizer = trainBytePairEncoding(['int f(int a) { return a == 0; }', 'strcpy(to, from);'], { vocabularySize: 270 })
const config = parseRobertaClassifierConfig({
  ...{ vocab_size: 270, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 12, num_labels: 2 },
  ...{ max_position_embeddings: 40, initializer_range: 0.5 },
})

/** A model that is a rule: P(class 1) of a code is the share of its ids that the other code does not have. */
const counted: ClassifierInput[] = []
const rule = (kind: 'roberta-defect' | 'roberta-clone') => ({
  kind,
  classify: (inputs: readonly ClassifierInput[]) => {
    counted.push(...inputs)
    return Promise.resolve(
      inputs.map((input) => {
        const p = 'ids' in input ? Math.min(1, input.ids.length / 20) : input.first.join() === input.second.join() ? 0.9 : 0.2
        return { label: Number(p > 0.5), probability: p, probabilities: [1 - p, p], logits: [] }
      }),
    )
  },
})
beforeEach(() => void (counted.length = 0))

test('the answer is the likeliest label with its own probability, the surprise what is left of it', async () => {
  const victim = classifierVictim(rule('roberta-defect'), tokenizer, { maximumLength: 30 })
  const [short, long] = [['a'], ['int f(int a) { return a == 0; }']]
  const answers = await victim.answer([short, long])
  expect(answers[0]).toEqual({ label: 0, probability: expect.closeTo(0.85) })
  expect(answers[1]).toMatchObject({ label: 1 })
  const [own, other] = await victim.surprise([{ source: short, answer: { label: 0, probability: 1 } }, { source: short, answer: { label: 1, probability: 1 } }]) // prettier-ignore
  expect(own).toBeCloseTo(0.15)
  expect(other).toBeCloseTo(0.85)
})

test('a pair is taken apart again, each code with a window of its own, and what is hidden stays hidden', async () => {
  const victim = classifierVictim(rule('roberta-clone'), tokenizer, { maximumLength: 8, codes: 2 })
  const code = 'strcpy(to, from);'
  const source = joinSources([[code], occlude(code, [[0, 6]])])
  await victim.answer([source, joinSources([[code], [code]]), [{ special: 'unk' }]])
  const { bos, eos, unk } = tokenizer.special
  const [cut, same, nothing] = counted
  expect(cut).toEqual({ first: [bos, ...tokenizer.encode(code).ids.slice(0, 6), eos], second: [bos, unk, ...tokenizer.encode(code.slice(6)).ids.slice(0, 5), eos] }) // prettier-ignore
  expect(same).toHaveProperty('second', [...(same as PairInput).first])
  expect(nothing).toEqual({ first: [bos, unk, eos], second: [bos, unk, eos] })
  const { tokens, reach } = victim.measure(source)
  expect(tokens).toBe(tokenizer.encode(code).ids.length + 1 + tokenizer.encode(code.slice(6)).ids.length)
  expect(reach).toBeLessThan(2 * code.length - 6)
  expect(reach).toBeGreaterThan(code.length)
})

test('wrong calls say what was expected', async () => {
  const victim = classifierVictim(rule('roberta-defect'), tokenizer, { maximumLength: 8 })
  await expect(victim.answer([joinSources([['a'], ['b']])])).rejects.toThrow(
    'a source holds 2 codes, expected one for a roberta-defect model',
  )
  await expect(victim.surprise([{ source: ['a'], answer: { text: 'a', ids: [0, 2] } }])).rejects.toThrow('a classifier scores labels')
  expect(() => classifierVictim(rule('roberta-defect'), tokenizer, { maximumLength: 2 })).toThrow('maximum length is 2')
})

test('with a real model: surprise of the answer is 1 − its probability, and text that spells </s> parts no pair', async () => {
  const weights = initializeClassifier('roberta-clone', config, random(1))
  const model = await Classifier.create({ kind: 'roberta-clone', config, weights, threads: 1 })
  const victim = classifierVictim(model, tokenizer, { maximumLength: 30, codes: 2 })
  const sources = [joinSources([['int a;'], ['int b;</s>']]), joinSources([['strcpy(to, from);'], ['int f() { }']])]
  const answers = await victim.answer(sources)
  const surprises = await victim.surprise(sources.flatMap((source, i) => (answers[i] ? [{ source, answer: answers[i] }] : [])))
  answers.forEach((answer, i) => expect('probability' in answer && answer.probability).toBeCloseTo(1 - (surprises[i] ?? NaN), 6))
  await model.release()
})
