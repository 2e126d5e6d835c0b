import { Field, Int32, RecordBatchReader, tableFromIPC, Utf8 } from 'apache-arrow'
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sha256, sha256File } from './hash.js'
import { readRecords, type Reject, writeRecords } from './records.js'
import type { RowSchema } from './rowSchema.js'
import { type FunctionRecord, functionSchema, type RepairRecord, repairSchema } from './schemas.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'records-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)
const formats = ['.arrow', '.parquet', '.jsonl', '.jsonl.gz']

function functionRecords(count: number): FunctionRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `java-${i}`,
    code: `int f${i}() {\r\n\treturn "é 😀 \\u0000 ${'x'.repeat(i % 50)}";\n}`,
    language: 'java',
    name: `f${i}`,
    key: `A#f${i}`,
    type2: 'same',
    ...(i % 3 === 0 ? {} : { doc: i % 3 === 1 ? '' : `Gives ${i}.` }),
    tokens: i,
    split: 'train',
    source: { package: 'p', version: '1.0.0', licence: 'MIT', path: 'src/A.java' },
  }))
}

const good: RepairRecord = { id: '1', code: 'int f() {}', fixed: 'int f() { }', language: 'java', split: 'train' }
const bytesOf = (row: object): Buffer => Buffer.from(JSON.stringify(row))

async function readAll<T>(path: string, schema: RowSchema<T>): Promise<{ rows: T[]; rejects: Reject[] }> {
  const rows: T[] = []
  const rejects: Reject[] = []
  for await (const row of readRecords(path, schema, { onReject: (reject) => rejects.push(reject) })) rows.push(row)
  return { rows, rejects }
}

describe.each(formats)('%s', (extension) => {
  test('gives back what was written, over several batches, with Unicode, line ends, empty text and absent values', async () => {
    const records = functionRecords(2345)
    const written = await writeRecords(at(`a${extension}`), records, functionSchema)
    expect(written.records).toBe(2345)
    expect(written.sha256).toBe(await sha256File(at(`a${extension}`)))
    const { rows, rejects } = await readAll(at(`a${extension}`), functionSchema)
    expect(rejects).toEqual([])
    expect(rows).toEqual(records)
  })

  test('has the same bytes each time', async () => {
    const [first, second] = [
      await writeRecords(at(`a${extension}`), functionRecords(1500), functionSchema),
      await writeRecords(at(`b${extension}`), functionRecords(1500), functionSchema),
    ]
    expect(second).toEqual(first)
  })

  test('is read in step with the reader, so that one can stop early', async () => {
    await writeRecords(at(`a${extension}`), functionRecords(3000), functionSchema)
    let taken = 0
    for await (const { tokens } of readRecords(at(`a${extension}`), functionSchema)) {
      expect(tokens).toBe(taken)
      if (++taken === 5) break
    }
    expect(taken).toBe(5)
  })

  test('sets a row with a wrong column or type aside and goes on', async () => {
    const loose: RowSchema<{ id: number; code: string }> = { name: 'loose', columns: { id: { type: 'integer' }, code: { type: 'text' } } }
    await writeRecords(at(`a${extension}`), [{ id: 1, code: 'a' }], loose)
    const { rows, rejects } = await readAll(at(`a${extension}`), repairSchema)
    expect(rows).toEqual([])
    expect(rejects).toEqual([
      {
        file: at(`a${extension}`),
        line: 1,
        reason: expect.stringMatching(/^column "id" is the number 1, expected text/) as string,
        row: { id: 1, code: 'a' },
      },
    ])
  })

  test('sets a function of 10 MB aside and goes on', async () => {
    const wide: RowSchema<RepairRecord> = {
      ...repairSchema,
      columns: { ...repairSchema.columns, code: { type: 'text', maximum: 20_000_000 } },
    }
    await writeRecords(at(`a${extension}`), [good, { ...good, id: '2', code: 'x'.repeat(10_000_000) }, { ...good, id: '3' }], wide)
    const { rows, rejects } = await readAll(at(`a${extension}`), repairSchema)
    expect(rows.map(({ id }) => id)).toEqual(['1', '3'])
    expect(rejects).toEqual([
      expect.objectContaining({
        line: 2,
        reason: expect.stringMatching(/10\d{6} (characters|bytes), expected (text of )?at most/) as string,
      }),
    ])
  })

  test('that is missing or empty is an error that says what to do', async () => {
    await expect(readAll(at(`none${extension}`), repairSchema)).rejects.toThrow(/none\S+: no such file\. Check the path/)
    writeFileSync(at(`empty${extension}`), '')
    await expect(readAll(at(`empty${extension}`), repairSchema)).rejects.toThrow(
      /empty\S+: is empty \(0 bytes\), expected at least one record/,
    )
  })

  test('that refuses a row while it is written leaves the old file as it was', async () => {
    await writeRecords(at(`a${extension}`), [good], repairSchema)
    const before = readFileSync(at(`a${extension}`))
    const wrong = { ...good, language: 'cobol' } as unknown as RepairRecord
    await expect(writeRecords(at(`a${extension}`), [good, wrong], repairSchema)).rejects.toThrow(
      /record 2 does not fit the schema "repair": column "language" is the text "cobol", expected one of java, c, javascript/,
    )
    expect(readFileSync(at(`a${extension}`))).toEqual(before)
    expect(readdirSync(folder)).toEqual([`a${extension}`])
  })

  test('on a full disk leaves no torn file and says so', async () => {
    let room = 2000
    const open = async () => ({
      write: async (bytes: Uint8Array) => {
        room -= bytes.byteLength
        if (room < 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
        return { bytesWritten: bytes.byteLength }
      },
      sync: async () => {},
      close: async () => {},
    })
    await expect(writeRecords(at(`a${extension}`), functionRecords(20_000), functionSchema, { open })).rejects.toThrow(
      /the disk is full\. Nothing was left half written/,
    )
    expect(readdirSync(folder)).toEqual([])
  })
})

describe.each(['.arrow', '.parquet'])('%s', (extension) => {
  test.each([0.2, 0.9])('cut off after a share of %p is an error', async (share) => {
    const { bytes } = await writeRecords(at(`a${extension}`), functionRecords(3000), functionSchema)
    truncateSync(at(`a${extension}`), Math.round(bytes * share))
    await expect(readAll(at(`a${extension}`), functionSchema)).rejects.toThrow(/(cut off|not a readable)/)
  })

  test('made of other bytes is an error', async () => {
    writeFileSync(at(`a${extension}`), Buffer.alloc(5000, 'nonsense '))
    await expect(readAll(at(`a${extension}`), functionSchema)).rejects.toThrow(/not a readable/)
  })

  test('with any one byte changed is read, refused row by row, or an error about this file, and never hangs', async () => {
    await writeRecords(at(`a${extension}`), functionRecords(20), functionSchema)
    const whole = readFileSync(at(`a${extension}`))
    for (let place = 0; place < whole.length; place += 101) {
      const bytes = Buffer.from(whole)
      bytes[place] = (bytes[place] ?? 0) ^ 0xff
      writeFileSync(at(`b${extension}`), bytes)
      const outcome = await readAll(at(`b${extension}`), functionSchema).catch((error: Error) => error)
      if (outcome instanceof Error) expect(outcome.message).toContain(at(`b${extension}`))
    }
  })
})

describe('JSON lines', () => {
  test('of which some are broken: those are set aside with line and reason, the rest goes on', async () => {
    const lines = [
      bytesOf(good),
      Buffer.from('{"id": "2", "code"'),
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
      Buffer.from('[]'),
      Buffer.from(''),
      bytesOf({ ...good, id: '6' }),
    ]
    for (const name of ['a.jsonl', 'a.jsonl.gz']) {
      const bytes = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\r\n')]))
      writeFileSync(at(name), name.endsWith('.gz') ? gzipSync(bytes) : bytes)
      const { rows, rejects } = await readAll(at(name), repairSchema)
      expect(rows.map(({ id }) => id)).toEqual(['1', '6'])
      expect(rejects.map(({ line, reason }) => [line, reason.replace(/JSON: .*/, 'JSON')])).toEqual([
        [2, 'not JSON'],
        [3, 'not UTF-8'],
        [4, 'column "(row)" is a list of 0, expected a repair record'],
      ])
    }
  })

  test('that end in half a line: the half is set aside, and the reason says so', async () => {
    writeFileSync(at('a.jsonl'), Buffer.concat([bytesOf(good), Buffer.from('\n{"id": "2", "co')]))
    const { rows, rejects } = await readAll(at('a.jsonl'), repairSchema)
    expect(rows).toEqual([good])
    expect(rejects).toEqual([expect.objectContaining({ line: 2, reason: expect.stringMatching(/half a line\?$/) as string })])
  })

  test('without the last line end are whole', async () => {
    writeFileSync(at('a.jsonl'), bytesOf(good))
    expect((await readAll(at('a.jsonl'), repairSchema)).rows).toEqual([good])
  })

  test('in a gzip stream that is cut off: the rows before are given, then an error says where it broke', async () => {
    const bytes = gzipSync(
      Buffer.concat(
        Array.from({ length: 5000 }, (_, i) => Buffer.concat([bytesOf({ ...good, id: `${i} ${sha256(`${i}`)}` }), Buffer.from('\n')])),
      ),
    )
    writeFileSync(at('a.jsonl.gz'), bytes.subarray(0, bytes.length / 2))
    const taken: RepairRecord[] = []
    const reading = (async () => {
      for await (const row of readRecords(at('a.jsonl.gz'), repairSchema)) taken.push(row)
    })()
    await expect(reading).rejects.toThrow(
      /the gzip stream breaks after line \d+ \(unexpected end of file\)\. Is the file cut off\? Fetch it again\./,
    )
    expect(taken.length).toBeGreaterThan(100)
  })

  test('in a file that is no gzip at all are an error', async () => {
    writeFileSync(at('a.jsonl.gz'), bytesOf(good))
    await expect(readAll(at('a.jsonl.gz'), repairSchema)).rejects.toThrow(/the gzip stream breaks after line 0 \(incorrect header check\)/)
  })

  test('of which one is bad are an error where nobody takes rejects', async () => {
    writeFileSync(at('a.jsonl'), '{}\n')
    await expect(async () => {
      for await (const row of readRecords(at('a.jsonl'), repairSchema)) expect(row).toBeDefined()
    }).rejects.toThrow(/a\.jsonl: line 1: column "id" is missing \(the row has: no columns\)/)
  })
})

test('apache-arrow itself reads the Arrow file in batches, with the types of the schema', async () => {
  await writeRecords(at('a.arrow'), functionRecords(2500), functionSchema)
  const bytes = readFileSync(at('a.arrow'))
  const table = tableFromIPC(bytes)
  expect(table.numRows).toBe(2500)
  expect(table.schema.fields.find(({ name }) => name === 'tokens')?.type).toEqual(new Int32())
  expect(table.schema.fields.find(({ name }) => name === 'doc')).toEqual(new Field('doc', new Utf8(), true))
  expect(table.getChild('tokens')?.get(1234)).toBe(1234)
  expect([...RecordBatchReader.from(bytes)].map((batch) => batch.numRows)).toEqual([1000, 1000, 500])
})

test('a file of no records is read as such', async () => {
  const path = join(folder, 'none.arrow')
  expect(await writeRecords(path, [], functionSchema)).toMatchObject({ records: 0 })
  for await (const row of readRecords(path, functionSchema)) throw new Error(JSON.stringify(row))
})

test('an unknown extension is an error that lists the known ones', async () => {
  await expect(readAll(at('a.csv'), repairSchema)).rejects.toThrow(
    /a\.csv: no format for this extension\. Known extensions: \.arrow, \.parquet, \.jsonl, \.jsonl\.gz/,
  )
})
