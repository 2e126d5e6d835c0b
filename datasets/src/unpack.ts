import { list, type ReadEntry } from 'tar'
import type { RecordLanguage } from '@codepurify/dataset'

/** One source file of a package: its path inside the package, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** The largest source file that is read, in bytes (the SQLite amalgamation has about nine million). */
export const largestSource = 16_000_000

const extensions: Readonly<Record<RecordLanguage, string>> = { java: '.java', c: '.c', javascript: '.js' }

/**
 * Reads the source files of one language out of a tarball, in the order of their paths. Nothing is written to disk and nothing is run, so an entry with a hostile
 * path or a link can do no harm: such entries, too large files and files that are not UTF-8 are passed over and given to `onSkip`.
 */
export async function unpack(
  tarball: string,
  language: RecordLanguage,
  { onSkip = () => {} }: { onSkip?: (path: string, reason: string) => void } = {},
): Promise<SourceFile[]> {
  const files: SourceFile[] = []
  await list({
    file: tarball,
    onReadEntry: (entry) => {
      const path = entry.path.replace(/^[^/]+\//, '')
      if (!path.endsWith(extensions[language])) return entry.resume()
      const reason = refusal(entry, path)
      if (reason !== undefined) {
        onSkip(path, reason)
        return entry.resume()
      }
      const chunks: Uint8Array[] = []
      entry.on('data', (chunk: Uint8Array) => chunks.push(chunk))
      entry.on('end', () => {
        const text = decode(Buffer.concat(chunks))
        if (text === undefined) onSkip(path, 'not UTF-8')
        else files.push({ path, text })
      })
    },
  })
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function refusal(entry: ReadEntry, path: string): string | undefined {
  if (entry.type !== 'File' && entry.type !== 'OldFile') return `a ${entry.type}, expected a file`
  if (path.startsWith('/') || path.split(/[/\\]/).includes('..')) return 'a path that leaves the package'
  return entry.size > largestSource ? `${entry.size} bytes, expected at most ${largestSource}` : undefined
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
