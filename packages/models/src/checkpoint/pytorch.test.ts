import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { floatBytes, pickle, torchFile, zipOf } from '../testing/torchFile.js'
import { memoryBytes } from './bytes.js'
import { CheckpointError } from './checkpointError.js'
import { openPytorch, readPytorch } from './readPytorch.js'
import { readAll } from './tensorFile.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../../test-fixtures/pytorch/${name}`, import.meta.url))

const open = async (bytes: Uint8Array) => readAll(await openPytorch(memoryBytes(bytes, 'file.bin'), 'file.bin'))

const refuses = async (bytes: Uint8Array, message: RegExp): Promise<void> => {
  const error: unknown = await open(bytes).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(CheckpointError)
  expect(String(error)).toMatch(message)
}

type Expected = Readonly<Record<string, Readonly<Record<string, { readonly shape: number[]; readonly values: number[] }>>>>

test.each(['kinds.bin', 'views.pt', 'training.pt'])('%s: every tensor is what torch.load gives', async (name) => {
  const expected = (JSON.parse(await readFile(fixture('expected.json'), 'utf8')) as Expected)[name] ?? {}
  const { tensors } = await readPytorch(fixture(name))
  expect([...tensors.keys()]).toEqual(Object.keys(expected))
  for (const [key, { shape, values }] of Object.entries(expected)) {
    const tensor = tensors.get(key)
    expect(tensor?.shape).toEqual(shape)
    // float64 is rounded to float32
    expect(Array.from(tensor?.data ?? [], Number)).toEqual(key === 'float64' ? values.map(Math.fround) : values)
  }
})

test('equal views of one storage are one array', async () => {
  const { tensors } = await readPytorch(fixture('views.pt'))
  expect(tensors.get('tied')?.data).toBe(tensors.get('transposed')?.data)
})

test.each<[string, RegExp]>([
  ['legacy.bin', /legacy\.bin: a bare pickle, as PyTorch wrote before 1\.6.*torch\.save it again/],
  [
    'module.bin',
    /refers to "torch\.nn\.modules\.linear\.Linear", which is refused: a pickle could run it\. Expected only collections\.OrderedDict/,
  ],
  ['overlapping.pt', /tensors "whole" and "part" overlap in storage \d+, expected equal or separate ones/],
  ['expanded.pt', /tensor "wide" of size \[1000\], stride \[0\] shows 1000 numbers of a storage of 1/],
  ['script.pt', /is compressed \(method 8\), expected it stored.*TorchScript/],
])("PyTorch's own %s is refused", async (name, message) => {
  await expect(readPytorch(fixture(name))).rejects.toThrow(message)
})

const storage = pickle.storage('FloatStorage', '0', 4)
const four = { '0': floatBytes(1, 2, 3, 4) }
const dictOf = (tensor: string): string => pickle.dict({ a: tensor })

test('a file made by hand is read, with and without a zip64 record', async () => {
  for (const wide of [false, true]) {
    const { tensors } = await open(torchFile(dictOf(pickle.tensor(storage, [2, 2], [1, 2])), four, { wide }))
    expect(tensors.get('a')).toEqual({ dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, 3, 2, 4) })
  }
})

const call = (module: string, name: string, ...args: string[]): string => `${pickle.global(module, name)}${pickle.tuple(...args)}R`

test.each<[string, string, RegExp]>([
  ['os.system', call('os', 'system', pickle.text('id')), /refers to "os\.system", which is refused/],
  ['posix.system', call('posix', 'system', pickle.text('id')), /refers to "posix\.system"/],
  ['eval', call('builtins', 'eval', pickle.text('1')), /refers to "builtins\.eval"/],
  ['getattr', call('builtins', 'getattr', pickle.text('1')), /refers to "builtins\.getattr"/],
  [
    'an attribute reached through an allowed module',
    call('torch._utils', '_rebuild_tensor_v2.__globals__'),
    /refers to "torch\._utils\._rebuild_tensor_v2\.__globals__"/,
  ],
  ['a global without a call', pickle.global('subprocess', 'Popen'), /refers to "subprocess\.Popen"/],
  ['INST', `(${pickle.text('id')}ios\nsystem\n`, /uses opcode INST, which is refused/],
  ['OBJ', `(${pickle.global('collections', 'OrderedDict')}o`, /uses opcode OBJ/],
  ['NEWOBJ', `${pickle.global('collections', 'OrderedDict')})\x81`, /uses opcode NEWOBJ/],
  ['STACK_GLOBAL', `${pickle.text('os')}${pickle.text('system')}\x93`, /uses opcode STACK_GLOBAL/],
  ['EXT1', '\x82\x01', /uses opcode EXT1/],
  ['an opcode that Python does not have', '\xff', /uses opcode 0xff, which Python does not know/],
  ['REDUCE on a storage type', `${pickle.global('torch', 'FloatStorage')})R`, /calls torch\.FloatStorage, which is refused/],
  ['REDUCE on text', `${pickle.text('os.system')})R`, /calls "os\.system", which is refused/],
  ['REDUCE without a tuple', `${pickle.global('collections', 'OrderedDict')}NR`, /calls with None, expected a tuple/],
  ['OrderedDict with arguments', call('collections', 'OrderedDict', ']'), /gives OrderedDict 1 arguments/],
  ['BUILD on a list', ']}b', /sets the state of a list of 0 to a dict/],
  ['BUILD with a callable', `}${pickle.global('collections', 'OrderedDict')}b`, /sets the state of a dict to collections\.OrderedDict/],
  ['a Parameter of a dict', call('torch._utils', '_rebuild_parameter', '}'), /builds a Parameter from a dict/],
  ['a tensor of text', call('torch._utils', '_rebuild_tensor_v2', pickle.text('x')), /builds a tensor from "x"/],
  ['a persistent id of text', `${pickle.text('storage')}Q`, /refers to a storage by "storage"/],
  [
    'a negative size',
    dictOf(pickle.tensor(storage, [-1], [1])),
    /a tensor of size a tuple of 1, expected a tuple of at most 32 numbers from 0/,
  ],
  ['a negative stride', dictOf(pickle.tensor(storage, [2], [-1], 3)), /a tensor of stride a tuple of 1/],
  ['sizes without strides', dictOf(pickle.tensor(storage, [2, 2], [1])), /2 sizes and 1 strides/],
  ['a key that is a list', '}]Ns', /uses a list of 0 as a key/],
  ['a key set twice', `}(${(pickle.text('a') + 'N').repeat(2)}u`, /sets key "a" twice/],
  ['an empty stack', 'R', /takes a value where there is none/],
  ['a mark where a value belongs', '(R', /takes a value where there is none/],
  ['no mark', 't', /no mark where one is needed/],
  ['two values', 'NN', /does not end where it stops/],
  ['a memo that was never stored', 'h\x07', /fetches memo 7, which was never stored/],
  ['text beyond the end', 'X\xff\xff\xff\xff', /is cut: 4294967295 bytes were to follow/],
  ['text that is no UTF-8', 'X\x01\0\0\0\xff', /not valid UTF-8/],
  ['a number of 255 bytes', '\x8a\xff', /whole number of 255 bytes/],
  ['a list of numbers', `](K\x01K\x02e`, /holds a list of 2, expected a state dictionary/],
  ['a number for a tensor', pickle.dict({ a: 'K\x01' }), /"a" is 1, expected a name and a tensor/],
])('a pickle with %s is refused', async (_, value, message) => {
  await refuses(torchFile(value, four), message)
})

test.each<[string, string, RegExp]>([
  [
    'beyond its storage',
    pickle.tensor(storage, [2], [1], 3),
    /tensor "a" of size \[2\], stride \[1\] reaches number 5 of storage 0, which has 4/,
  ],
  ['larger than its storage', pickle.tensor(storage, [2 ** 40], [0]), /shows 1099511627776 numbers of a storage of 4/],
  ['that overlaps itself', pickle.tensor(storage, [2, 2], [1, 1]), /overlaps itself/],
  [
    'of a storage that lies about its length',
    pickle.tensor(pickle.storage('FloatStorage', '0', 2 ** 33), [1], [1]),
    /takes 34359738368 bytes, but archive\/data\/0 has 16/,
  ],
  ['of a storage that is not there', pickle.tensor(pickle.storage('FloatStorage', '../0', 4), [1], [1]), /no file archive\/data\/\.\.\/0/],
  ['of bytes', pickle.tensor(pickle.storage('ByteStorage', '0', 16), [16], [1]), /tensor "a" is U8, expected one of F32/],
])('a tensor %s is refused', async (_, tensor, message) => {
  await refuses(torchFile(dictOf(tensor), four), message)
})

test('one storage under two types is refused', async () => {
  const half = pickle.storage('HalfStorage', '0', 8)
  await refuses(
    torchFile(pickle.dict({ a: pickle.tensor(storage, [4], [1]), b: pickle.tensor(half, [8], [1]) }), four),
    /storage 0 is both F32 and F16/,
  )
})

test('a pickle of too many containers, or of none but marks, is refused', async () => {
  await refuses(torchFile(')'.repeat(500_000)), /builds more than 400000 containers/)
  await refuses(torchFile('('.repeat(2_100_000)), /has more than 2000000 opcodes/)
})

const sound = dictOf(pickle.tensor(storage, [4], [1]))

test.each<[string, Uint8Array, RegExp]>([
  ['nothing', new Uint8Array(0), /not a zip file/],
  ['a cut file', torchFile(sound, four).slice(0, -1), /does not end like a zip file/],
  ['a compressed entry', torchFile(sound, four, { method: 8 }), /is compressed \(method 8\), expected it stored/],
  ['an encrypted entry', torchFile(sound, four, { flags: 1 }), /is encrypted/],
  ['a bomb: sizes that lie', torchFile(sound, four, { claimed: 0x7fffffff }), /spans bytes \d+ to \d+, beyond byte/],
  [
    'a bomb: entries that are one',
    torchFile(sound, four, { headerOffset: (sound, index) => (index === 2 ? 0 : sound) }),
    /beyond byte|contradicts|is said to start/,
  ],
  [
    'entries outside',
    torchFile(sound, four, { headerOffset: (sound) => sound + 2 ** 31 }),
    /beyond byte|is said to start at byte 2147483648/,
  ],
  ['a directory outside', torchFile(sound, four, { directoryOffset: (sound) => sound + 2 ** 31 }), /directory is said to fill bytes/],
  ['a directory of 65,534 entries', torchFile(sound, four, { count: 65534 }), /is said to hold 65534 entries/],
  ['a directory of too few entries', torchFile(sound, four, { count: 1 }), /bytes after its 1 entries/],
  [
    'two entries of one name',
    zipOf([
      ['a/data.pkl', 'x'],
      ['a/data.pkl', 'x'],
    ]),
    /two entries are called "a\/data\.pkl"/,
  ],
  ['no pickle', zipOf({ 'a/b': '' }), /0 files called data\.pkl/],
  ['two pickles', zipOf({ 'a/data.pkl': '', 'b/data.pkl': '' }), /2 files called data\.pkl/],
  ['an empty pickle', zipOf({ 'a/data.pkl': '' }), /is cut/],
  ['another protocol', zipOf({ 'a/data.pkl': '\x80\x04N.' }), /does not start with protocol 2/],
  ['the other byte order', zipOf({ 'a/data.pkl': '\x80\x02N.', 'a/byteorder': 'big' }), /byte order is "big"/],
])('a zip file with %s is refused', async (_, bytes, message) => {
  await refuses(bytes, message)
})
