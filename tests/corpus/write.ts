/**
 * `npm run make:corpus -- <folder> [posts]`: writes the generated site to `<folder>/generated`, and the awkward one to
 * `<folder>/awkward`.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { awkwardSite } from './awkward.js'
import { generatedSite, type SourceFile } from './generated.js'

const POSTS_DEFAULT = 2_000

const [folder, posts = String(POSTS_DEFAULT)] = process.argv.slice(2)
if (folder === undefined || !/^\d{1,7}$/.test(posts)) {
  console.error('usage: npm run make:corpus -- <folder> [posts]')
  process.exit(2)
}

async function write(name: string, files: Iterable<SourceFile>): Promise<void> {
  let count = 0
  for (const { key, body } of files) {
    const path = join(String(folder), name, key)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, body)
    count++
  }
  console.log(`${count} files in ${join(String(folder), name)}`)
}

await write('generated', generatedSite(Number(posts)))
await write('awkward', awkwardSite())
