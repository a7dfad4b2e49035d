/**
 * Uploading one file: whole where it is small, in parts that are read one by one where it is large.
 *
 * Either way the object carries its SHA-256, by which the next upload knows it again.
 */
import { createReadStream } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { contentTypeOf } from '../store/content-type.js'
import { filePaths } from '../store/file-names.js'
import type { FolderStore } from '../store/folder-store.js'
import { S3Store } from '../store/s3-store.js'
import { CommandError } from './command-error.js'

/** Bytes of a file that is held in memory whole, and of a part of a larger one. S3 takes parts of 5 MiB and more. */
export const WHOLE_BYTES_MAX = 8 * 1024 * 1024
/** S3 takes so many parts of one object. */
const PARTS_MAX = 10_000
/** Parts under way at once. */
const PARTS_AT_ONCE = 4

/** Uploads `key` of `folder`, which lies at `path`, into `bucket`. Returns its size, or undefined where the file is gone. */
export async function uploadFile(
  key: string,
  sizeBytes: number,
  { folder, path, client, bucket }: { folder: FolderStore; path: string; client: S3Client; bucket: string },
): Promise<number | undefined> {
  const contentType = contentTypeOf(key)
  if (sizeBytes <= WHOLE_BYTES_MAX) {
    const file = await folder.get(key)
    if (file === undefined) return undefined
    await new S3Store({ client, bucket }).put(key, file.body, contentType === undefined ? {} : { contentType })
    return file.sizeBytes
  }
  const head = await folder.head(key)
  if (head?.sha256 === undefined) return undefined
  const upload = new Upload({
    client,
    params: {
      Bucket: bucket,
      Key: key,
      Body: createReadStream(await fileOf(key, path)),
      Metadata: { sha256: head.sha256 },
      ...(contentType === undefined ? {} : { ContentType: contentType }),
    },
    partSize: Math.max(WHOLE_BYTES_MAX, Math.ceil(head.sizeBytes / PARTS_MAX)),
    queueSize: PARTS_AT_ONCE,
  })
  await upload.done()
  // Bytes of two versions may have been mixed.
  if ((await folder.head(key))?.sha256 !== head.sha256) {
    throw new CommandError(`${key} changed while it was uploaded`, ['    hint: run it again when it has come to rest'])
  }
  return head.sizeBytes
}

/** Returns the path of the file that stands for `key` in the folder at `path`. */
async function fileOf(key: string, path: string): Promise<string> {
  for (const names of filePaths(key)) {
    const file = join(path, ...names)
    if ((await lstat(file).catch(() => undefined))?.isFile()) return file
  }
  throw new CommandError(`${key} is gone`)
}
