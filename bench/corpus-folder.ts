/**
 * The corpus as a folder of files: what the programs that are measured read.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { config, corpusPost } from './corpus.js'

/** Writes posts `first` to `end - 1`, and the settings, into `folder`. */
export async function writeCorpus(folder: string, first: number, end: number, own?: string): Promise<void> {
  await mkdir(join(folder, '_posts'), { recursive: true })
  await writeFile(join(folder, '_config.yml'), config(own))
  for (let at = first; at < end; at += 256) {
    const numbers = Array.from({ length: Math.min(256, end - at) }, (_, index) => at + index)
    await Promise.all(
      numbers.map((index) => {
        const { key, text } = corpusPost(index)
        return writeFile(join(folder, key), text)
      }),
    )
  }
}
