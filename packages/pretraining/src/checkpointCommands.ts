import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { outputFiles, writeFileAtomic } from '@codepurify/dataset'
import { asUsageError, UsageError, type Progress } from '@codepurify/experiment'
import type { Checkpoint, FoundModel } from '@codepurify/models'
import type { Tokenizer } from '@codepurify/tokenizer'
import type { ModelArguments, ModelCommand } from './modelProgram.js'

const SNIPPET = 'int add(int a, int b) {\n  return a + b;\n}'

const checkpoint = { type: 'string', describe: 'a Hugging Face folder: config.json, weights, tokenizer; --weights by default' } as const

/** The folder that a command works on. */
const folderOf = ({ checkpoint, weights }: ModelArguments & { readonly checkpoint?: unknown }): string =>
  typeof checkpoint === 'string' ? checkpoint : weights

/** Says what a folder holds, and checks that it runs: kind, files, tensors, names, config, tokenizer, and the numbers of a short input. Throws where anything does not fit. */
export async function importCheckpoint(
  folder: string,
  { device }: Pick<ModelArguments, 'device'>,
  progress: Progress,
): Promise<Checkpoint> {
  const { describeCheckpoint, readCheckpoint, selfCheck } = await import('@codepurify/models')
  const found = await readCheckpoint(folder)
  for (const line of describeCheckpoint(found)) progress.say(line)
  const tokenizer = await openTokenizer(folder, found, progress)
  const ids = tokenizer && inputOf(tokenizer)
  const { outputs, length, openMilliseconds, runMilliseconds } = await selfCheck(found, { device, ...(ids && { ids }) })
  for (const [name, { shape, least, mean, greatest }] of Object.entries(outputs)) {
    progress.say(
      `self-check: ${name} [${shape.join(', ')}], all finite: ${[least, mean, greatest].map((x) => x.toFixed(3)).join(' to ')} (least, mean, greatest)`,
    )
  }
  progress.say(
    `self-check: passed; opened in ${openMilliseconds.toFixed(0)} ms, ran ${length} ids in ${runMilliseconds.toFixed(0)} ms on ${device}`,
  )
  return found
}

const inputOf = (tokenizer: Tokenizer): number[] => [
  tokenizer.special.bos,
  ...tokenizer.encode(SNIPPET).ids.slice(0, 60),
  tokenizer.special.eos,
]

/** The folder's tokenizer, where it has one, and a line about it. */
async function openTokenizer(folder: string, { config }: FoundModel, progress: Progress): Promise<Tokenizer | undefined> {
  const present = await readdir(folder)
  if (!present.includes('tokenizer.json') && !present.includes('vocab.json')) {
    progress.say('tokenizer: none in the folder; the self-check takes ids as they come')
    return undefined
  }
  const { Tokenizer } = await import('@codepurify/tokenizer')
  const tokenizer = await Tokenizer.fromFolder(folder)
  const { bos, pad, eos, unk } = tokenizer.special
  const same = tokenizer.decode(tokenizer.encode(SNIPPET).ids) === SNIPPET
  progress.say(
    `tokenizer: ${tokenizer.vocabularySize} tokens, <s> ${bos}, <pad> ${pad}, </s> ${eos}, <unk> ${unk}; a function ${same ? 'comes back as it was' : 'comes back normalised'}`,
  )
  if (tokenizer.vocabularySize > config.vocab_size) {
    throw new RangeError(
      `${folder}: its tokenizer has ${tokenizer.vocabularySize} tokens, but config.json says vocab_size ${config.vocab_size}. Do they belong together?`,
    )
  }
  return tokenizer
}

type Writer = (found: Checkpoint, out: string, folder: string) => Promise<string>

const writers: Readonly<Record<'onnx' | 'safetensors', Writer>> = {
  onnx: async (found, out, folder) => {
    const { exportOnnx } = await import('@codepurify/models')
    const { bytes, inputs, outputs } = exportOnnx(found, {
      made: `exported from ${found.metadata['made'] ?? folder.split(/[\\/]/).at(-1)}`,
    })
    await writeFileAtomic(out, bytes)
    const texts = (what: string, named: Readonly<Record<string, string>>) =>
      Object.entries(named).map(([name, text]) => `${what} ${name}: ${text}`)
    return [...texts('input', inputs), ...texts('output', outputs), `${out}: ${(bytes.length / 1e6).toFixed(1)} MB, one file`].join('\n')
  },
  safetensors: async ({ config, weights, tokenizer, metadata, source }, out) => {
    const { writeCheckpoint } = await import('@codepurify/models')
    await writeCheckpoint(
      out,
      { config, weights, ...(tokenizer !== undefined && { tokenizer }) },
      { metadata, dtype: source.dtypes['F16'] === undefined ? 'float32' : 'float16' },
    )
    return `${out}: config.json, model.safetensors${tokenizer === undefined ? '' : ', tokenizer.json'}, as transformers reads them`
  },
}

/** The commands that take checkpoints in and out. */
export const checkpointCommands: Readonly<Record<'import' | 'export', ModelCommand>> = {
  import: {
    says: 'say what a checkpoint holds, and check that it runs',
    options: { checkpoint },
    run: async (given, progress) => {
      await importCheckpoint(folderOf(given), given, progress)
    },
  },
  export: {
    says: 'write a checkpoint as one .onnx file, or as a folder of safetensors',
    options: {
      checkpoint,
      format: { choices: Object.keys(writers), default: 'onnx', describe: 'what to write' },
      out: { type: 'string', demandOption: true, describe: 'the file (onnx) or folder (safetensors) to write' },
    },
    run: async (given, progress) => {
      const { readCheckpoint } = await import('@codepurify/models')
      const folder = folderOf(given)
      const out = String(given['out'])
      const format = given['format'] === 'safetensors' ? 'safetensors' : 'onnx'
      if (format === 'onnx' && !out.endsWith('.onnx')) throw new UsageError(`--out is "${out}", expected a file that ends in .onnx`)
      await outputFiles({ '--out': format === 'onnx' ? out : join(out, 'config.json') }, [folder]).catch(asUsageError)
      progress.say(await writers[format](await readCheckpoint(folder), out, folder))
    },
  },
}
