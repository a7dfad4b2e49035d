/**
 * `npm run deploy`: looks at the parameters, bundles, lets osls deploy, and says where everything is.
 *
 *   npm run deploy -- --stage prod --region eu-central-1
 *
 * Buckets, queue and address are noted in .broadsheet/<stage>.json, where `npx broadsheet` finds them.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.js'
import { readArguments, runOsls, stackOutputs } from './osls.js'
import { knownParameters, parameterFaults } from './parameters.js'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function deploy(args) {
  const asked = readArguments(args, process.env)
  const known = knownParameters(await readFile(join(ROOT, 'serverless.yml'), 'utf8'))
  const faults = [...asked.faults, ...parameterFaults(asked, known)]
  if (faults.length > 0) {
    complain('error: nothing was deployed', ...faults.map((fault) => `    ${fault}`))
    complain('    docs/deploying.md says what each parameter is for')
    return 1
  }
  await bundle(process.env.BROADSHEET_DIST || undefined)
  const code = await runOsls(['deploy', '--verbose', ...args])
  if (code !== 0) {
    complain('', 'error: osls could not deploy; what it says above is why. What was there before is as it was')
    return code
  }
  const outputs = await stackOutputs(args)
  if (outputs === undefined) {
    complain('It is deployed, but osls info does not tell its addresses: npx osls info --verbose shows why.')
    return 1
  }
  const region = regionOf(outputs) ?? asked.region ?? 'us-east-1'
  await note(asked.stage, region, outputs)
  say(...tell(asked.stage, region, outputs))
  return 0
}

/**
 * @param {string} stage
 * @param {string} region
 * @param {Record<string, string>} outputs
 */
async function note(stage, region, outputs) {
  const folder = process.env.BROADSHEET_DEPLOYMENTS ?? join(ROOT, '.broadsheet')
  const deployment = {
    contentBucket: outputs.ContentBucketName,
    siteBucket: outputs.SiteBucketName,
    queueUrl: outputs.UploadQueueUrl,
    deadLetterQueueUrl: outputs.DeadLetterQueueUrl,
    url: outputs.FeedsUrl,
    region,
  }
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${stage}.json`), `${JSON.stringify(deployment, undefined, 2)}\n`)
}

/**
 * Returns where the stack is, wherever the region came from: the queue's address says so. Undefined where it is an
 * emulator's.
 *
 * @param {Record<string, string>} outputs
 */
function regionOf({ UploadQueueUrl = '' }) {
  return /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(UploadQueueUrl)?.[1]
}

/**
 * @param {string} stage
 * @param {string} region
 * @param {Record<string, string>} outputs
 */
function tell(stage, region, outputs) {
  const { FeedsUrl: url, ContentBucketName: bucket, DistributionDomain: domain } = outputs
  const ownDomain = url?.endsWith(`//${domain}`) ? [] : ['', `Point the DNS record of ${url?.slice(8)} to ${domain}.`]
  return [
    '',
    `Deployed ${stage} in ${region}.`,
    '',
    `    RSS        ${url}/rss.xml`,
    `    Atom       ${url}/atom.xml`,
    `    JSON Feed  ${url}/feed.json`,
    `    all feeds  ${url}/`,
    `    status     ${url}/status.html`,
    `    posts go to  s3://${bucket}`,
    ...ownDomain,
    '',
    'Upload a folder of posts, with _config.yml at its root:',
    '',
    `    npx broadsheet upload <folder> --stage ${stage}`,
  ]
}

/** @param {readonly string[]} lines */
function say(...lines) {
  for (const line of lines) console.log(line)
}

/** @param {readonly string[]} lines */
function complain(...lines) {
  for (const line of lines) console.error(line)
}

try {
  process.exitCode = await deploy(process.argv.slice(2))
} catch (error) {
  complain(`error: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
