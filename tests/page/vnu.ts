/**
 * The Nu HTML checker (npm vnu-jar), which is what validator.nu and the W3C's run. It needs Java.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FeedDocument } from '../../lib/model/feed-document.js'

const JAVA = process.env.JAVA ?? 'java'
/** The file itself: the package's main program would look for a Java of its own. */
const JAR = join(dirname(createRequire(import.meta.url).resolve('vnu-jar/package.json')), 'build/dist/vnu.jar')
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024

export const hasJava = spawnSync(JAVA, ['-version']).status === 0

interface Message {
  readonly type: string
  readonly url?: string
  readonly lastLine?: number
  readonly message: string
}

/** A document, as far as it is looked at. */
export type Checked = Pick<FeedDocument, 'path' | 'contentType'> & { readonly body: string | Uint8Array }

/** Returns the errors that the checker finds in those of `documents` that are pages: path, line and reason. */
export function errorsIn(documents: Iterable<Checked>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-pages-'))
  try {
    let pages = 0
    for (const { path, contentType, body } of documents) {
      if (!contentType.startsWith('text/html')) continue
      const file = join(folder, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, body)
      pages++
    }
    if (pages === 0) throw new Error('there is no page to check')
    const program = ['-jar', JAR, '--stdout', '--exit-zero-always', '--format', 'json', '--skip-non-html', folder]
    const { status, stdout, stderr } = spawnSync(JAVA, program, { maxBuffer: OUTPUT_BYTES_MAX, encoding: 'utf8' })
    if (status !== 0) throw new Error(`the checker broke: ${stderr}`)
    const { messages } = JSON.parse(stdout) as { messages: Message[] }
    return messages.filter(({ type }) => type !== 'info').map((message) => told(message, folder))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function told({ url = '', lastLine, message }: Message, folder: string): string {
  const path = url.startsWith('file:') ? relative(folder, fileURLToPath(url)) : url
  return `${path}, line ${lastLine}: ${message}`
}
