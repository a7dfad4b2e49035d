/**
 * `npm run remove`: lets osls take the stack away, and says what it left and how that goes too.
 *
 *   npm run remove -- --stage prod --region eu-central-1
 */
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readArguments, runOsls, stackOutputs } from './osls.js'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function remove(args) {
  const { stage } = readArguments(args, process.env)
  // Afterwards nobody knows the names any more.
  const outputs = await stackOutputs(args)
  const code = await runOsls(['remove', ...args])
  if (code !== 0) {
    console.error('\nerror: osls could not take it away; what it says above is why. Run it again when that is mended')
    return code
  }
  const folder = process.env.BROADSHEET_DEPLOYMENTS ?? join(ROOT, '.broadsheet')
  await rm(join(folder, `${stage}.json`), { force: true })
  for (const line of tell(stage, outputs)) console.log(line)
  return 0
}

/**
 * @param {string} stage
 * @param {Record<string, string> | undefined} outputs
 */
function tell(stage, outputs) {
  const content = outputs?.ContentBucketName ?? '<content bucket>'
  const site = outputs?.SiteBucketName ?? '<site bucket>'
  return [
    '',
    `Stage ${stage} is taken away. Two buckets are left, with all that is in them:`,
    '',
    `    s3://${content}   the posts, and their old versions`,
    `    s3://${site}   the feeds, and the state from which they are kept`,
    '',
    'Whoever wants them gone, too, deletes them. The feeds can be made again, the posts cannot:',
    '',
    `    aws s3 rb --force s3://${site}`,
    `    aws s3 rm --recursive s3://${content}`,
    '',
    `The second leaves the old versions, as it should. To delete these too, choose "Empty" for ${content}`,
    'in the console of S3, and then "Delete".',
    '',
    'To deploy again beside them, name other buckets: --param="contentBucket=…" --param="siteBucket=…", or take the posts',
    `up again with --param="existingContentBucket=${content}".`,
  ]
}

try {
  process.exitCode = await remove(process.argv.slice(2))
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
