/**
 * The folder that a command is given: that it is there, and where it really is.
 */
import { realpath, stat } from 'node:fs/promises'

/** The folder cannot be taken for a bucket. */
export class FolderError extends Error {
  override readonly name = 'FolderError'
  constructor(
    readonly folder: string,
    reason: string,
  ) {
    super(`${folder}: ${reason}`)
  }
}

/** Returns the absolute path of `folder`, with no link in it. Throws `FolderError` where there is no such folder. */
export async function findFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined) throw new FolderError(folder, 'there is no such folder')
  if (!found.isDirectory()) throw new FolderError(folder, 'it is no folder')
  return realpath(folder)
}
