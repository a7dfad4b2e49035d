/**
 * `broadsheet upload`: brings the content bucket in line with a folder of posts. What is there in the same bytes is not
 * uploaded again, and nothing is deleted without being asked for, shown, and confirmed.
 */
import { findFolder } from '../laptop/find-folder.js'
import { eachAtOnce } from '../publish/at-once.js'
import { readSettingsSource, SETTINGS_SOURCE_KEY } from '../publish/settings-state.js'
import { FolderStore } from '../store/folder-store.js'
import type { ListedObject } from '../store/object-store.js'
import { s3Client } from '../store/s3-client.js'
import { S3Store } from '../store/s3-store.js'
import { CommandError } from './command-error.js'
import { uploadFile, WHOLE_BYTES_MAX } from './file-upload.js'
import { Screen } from './screen.js'
import { storeFailure } from './store-failure.js'
import type { Surroundings } from './surroundings.js'
import { bucketOf, findTarget, type TargetOptions } from './target.js'
import { isReadByPosts, planUpload, type UploadPlan } from './upload-plan.js'
import { bytes, count, duration, problemLines } from './wording.js'

export interface UploadOptions extends TargetOptions {
  /** Whether to delete what the folder does not have. */
  readonly delete: boolean
  /** Whether to do so without asking. */
  readonly yes: boolean
  readonly dryRun: boolean
}

/** Small files uploaded, and objects deleted, at once: on a slow line each has its time all the same. */
const AT_ONCE = 16
/** Times that a request is tried. */
const ATTEMPTS = 5
/** Time that one request may take, in milliseconds: 8 MiB over a line of 500 kbit/s. */
const REQUEST_MS_MAX = 150_000
/** Keys of a kind that are shown. */
const SHOWN_MAX = 20

/** Uploads `path`. Throws `CommandError` where that cannot be done, or not without a yes. */
export async function uploadCommand(path: string, options: UploadOptions, around: Surroundings): Promise<void> {
  const startedMs = around.now()
  const screen = new Screen(around)
  const root = await findFolder(path)
  const folder = new FolderStore(root)
  const target = findTarget(options, around)
  const bucket = bucketOf(target, 'content')
  await checkSettings(folder, target.url)
  const client = s3Client(target.environment, { attempts: ATTEMPTS, requestMsMax: REQUEST_MS_MAX })
  try {
    const store = new S3Store({ client, bucket })
    const plan = await planUpload(folder, store, (files) => screen.progress(() => `compared ${count(files, 'file')}`))
    tellPlan(plan, bucket, options, screen)
    if (options.dryRun) return
    const extra = options.delete ? await confirmed(plan, path, options.yes, around) : []

    const files = [...plan.added, ...plan.changed]
    const uploaded = await uploadAll(files, { folder, path: root, client, bucket }, screen)
    let deleted = 0
    await eachAtOnce(extra, AT_ONCE, async (key) => {
      await store.delete(key)
      deleted++
      screen.progress(() => `deleted ${deleted.toLocaleString('en')} of ${count(extra.length, 'object')}`)
    })
    screen.say(
      `${count(uploaded.files, 'file')} uploaded (${bytes(uploaded.bytes)}), ${deleted.toLocaleString('en')} deleted, in ${duration(around.now() - startedMs)}`,
    )
    if (target.url !== undefined) screen.say(`what becomes of them: ${target.url}/status.html`)
  } catch (error) {
    throw storeFailure(error, '; what is uploaded already is not uploaded twice')
  } finally {
    client.destroy()
  }
}

/** Throws where `_config.yml` has a mistake: uploaded, it would take effect at the next good one only. */
async function checkSettings(folder: FolderStore, url: string | undefined): Promise<void> {
  const { etag, parsed } = await readSettingsSource(folder, url ?? 'https://example.com')
  if (etag !== undefined && parsed.problems.length > 0) {
    throw new CommandError(
      `the settings in ${SETTINGS_SOURCE_KEY} cannot be used, and nothing was uploaded`,
      parsed.problems.flatMap(problemLines),
    )
  }
}

function tellPlan(
  { added, changed, unchanged, extra }: UploadPlan,
  bucket: string,
  options: UploadOptions,
  screen: Screen,
) {
  screen.say(
    `s3://${bucket}: ${added.length.toLocaleString('en')} new, ${changed.length.toLocaleString('en')} changed, ${unchanged.toLocaleString('en')} unchanged, ${extra.length.toLocaleString('en')} only in the bucket`,
  )
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ['new', added.map(({ key }) => key)],
    ['changed', changed.map(({ key }) => key)],
    ['only in the bucket', options.delete || options.dryRun ? extra : []],
  ]
  for (const [kind, keys] of kinds) {
    screen.say(...keys.slice(0, SHOWN_MAX).map((key) => `    ${kind}: ${key}`))
    if (keys.length > SHOWN_MAX) screen.say(`    and ${(keys.length - SHOWN_MAX).toLocaleString('en')} more: ${kind}`)
  }
  if (extra.length > 0 && !options.delete) {
    screen.say('    what is only in the bucket stays there; --delete deletes it')
  }
}

/** Returns the keys to be deleted, when somebody has said yes to it. */
async function confirmed(
  { added, changed, unchanged, extra }: UploadPlan,
  path: string,
  isSaid: boolean,
  { ask }: Surroundings,
): Promise<readonly string[]> {
  if (extra.length === 0) return []
  const objects = count(extra.length, 'object')
  if (added.length + changed.length + unchanged === 0) {
    throw new CommandError(`${path} holds nothing, and all of the bucket would be deleted: ${objects}`, [
      '    is it the right folder? Whoever wants an empty bucket empties it with the AWS tools',
    ])
  }
  if (isSaid) return extra
  const answer = await ask(`Delete ${objects} from the bucket? [y/N] `)
  if (answer !== undefined && /^y(?:es)?$/i.test(answer.trim())) return extra
  if (answer !== undefined) throw new CommandError('nothing was uploaded, and nothing deleted')
  throw new CommandError(`${objects} would be deleted, and nobody is there to be asked; nothing was uploaded`, [
    '    hint: --yes deletes without asking',
  ])
}

async function uploadAll(
  files: readonly ListedObject[],
  where: Parameters<typeof uploadFile>[2],
  screen: Screen,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  let doneFiles = 0
  let doneBytes = 0
  const upload = async ({ key, sizeBytes }: ListedObject): Promise<void> => {
    const size = await uploadFile(key, sizeBytes, where)
    if (size === undefined) return
    doneFiles++
    doneBytes += size
    screen.progress(
      () =>
        `uploaded ${doneFiles.toLocaleString('en')} of ${count(files.length, 'file')}, ${bytes(doneBytes)} of ${bytes(totalBytes)}`,
    )
  }
  const small = files.filter(({ sizeBytes }) => sizeBytes <= WHOLE_BYTES_MAX)
  const first = small.filter(({ key }) => isReadByPosts(key))
  const posts = small.filter(({ key }) => !isReadByPosts(key))
  for (const group of [first, posts]) await eachAtOnce(group, AT_ONCE, upload)
  // Large ones go in several parts at once already.
  for (const file of files) if (file.sizeBytes > WHOLE_BYTES_MAX) await upload(file)
  return { files: doneFiles, bytes: doneBytes }
}
