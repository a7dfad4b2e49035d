/**
 * Which buckets and which queue a command works on: those that its options name, else those of the environment, as the
 * functions have them, else those of the deployment that `npm run deploy` noted in `.broadsheet/<stage>.json`.
 *
 * A deployment is taken whole or not at all: the posts of one site never end up in the feeds of another.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { asError } from '../model/as-error.js'
import type { S3Environment } from '../store/s3-client.js'
import { CommandError } from './command-error.js'
import type { Surroundings } from './surroundings.js'

/** What `scripts/deploy.js` writes down of a deployment. */
const DEPLOYMENT = v.object({
  contentBucket: v.string(),
  siteBucket: v.string(),
  queueUrl: v.string(),
  deadLetterQueueUrl: v.optional(v.string()),
  /** Where readers find the feeds, without a slash at its end: what the functions have as SITE_URL. */
  url: v.string(),
  region: v.string(),
})

export interface TargetOptions {
  readonly content?: string
  readonly site?: string
  readonly queue?: string
  readonly stage?: string
  readonly url?: string
}

export interface Target {
  readonly content?: string
  readonly site?: string
  /** Address of the SQS queue; absent: there is none. */
  readonly queueUrl?: string
  readonly deadLetterQueueUrl?: string
  /** Address of the site where `_config.yml` says none. */
  readonly url?: string
  /** The environment for clients of S3 and SQS. */
  readonly environment: S3Environment
}

/** Where each part of a target can come from. */
const PARTS = {
  content: { flag: '--content <bucket>', variable: 'CONTENT_BUCKET', what: 'bucket of the posts' },
  site: { flag: '--site <bucket>', variable: 'SITE_BUCKET', what: 'bucket of the feeds' },
} as const

/** Returns what `options` mean here. Throws `CommandError` where it is not clear. */
export function findTarget(options: TargetOptions, around: Surroundings): Target {
  const { environment } = around
  const content = options.content ?? (environment.CONTENT_BUCKET || undefined)
  const site = options.site ?? (environment.SITE_BUCKET || undefined)
  const queueUrl = options.queue ?? (environment.QUEUE_URL || undefined)
  const url = options.url ?? (environment.SITE_URL || undefined)
  const isNamed = content !== undefined || site !== undefined || queueUrl !== undefined
  if (isNamed && options.stage === undefined) {
    return {
      ...(content === undefined ? {} : { content }),
      ...(site === undefined ? {} : { site }),
      ...(queueUrl === undefined ? {} : { queueUrl }),
      ...(url === undefined ? {} : { url }),
      environment,
    }
  }
  if (options.content !== undefined || options.site !== undefined || options.queue !== undefined) {
    throw new CommandError('--stage stands for buckets and queue: name either it or them')
  }
  const deployment = readDeployment(options.stage, around.deploymentsFolder)
  if (deployment === undefined) return { ...(url === undefined ? {} : { url }), environment }
  const { contentBucket, siteBucket, region, ...rest } = deployment
  const isRegionKnown = environment.AWS_REGION || environment.AWS_DEFAULT_REGION
  return {
    content: contentBucket,
    site: siteBucket,
    queueUrl: rest.queueUrl,
    ...(rest.deadLetterQueueUrl === undefined ? {} : { deadLetterQueueUrl: rest.deadLetterQueueUrl }),
    url: url ?? rest.url,
    environment: { ...asDeployed(environment), ...environment, ...(isRegionKnown ? {} : { AWS_REGION: region }) },
  }
}

/** What `serverless.yml` tells the functions of the site bucket: what a command puts there is put as they do. */
function asDeployed({ AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL }: S3Environment): S3Environment {
  const isAws = !AWS_ENDPOINT_URL_S3 && !AWS_ENDPOINT_URL
  return isAws ? { S3_OBJECT_TAGS: 'true', S3_COMPRESSIBLE_TYPES: 'true' } : {}
}

/** Returns the bucket that `target` names as `part`. Throws `CommandError` where it names none. */
export function bucketOf(target: Target, part: keyof typeof PARTS): string {
  const bucket = target[part]
  if (bucket !== undefined) return bucket
  const { flag, variable, what } = PARTS[part]
  throw new CommandError(`the ${what} is not known`, [
    `    give it as ${flag}, or in the environment as ${variable}; npm run deploy notes it by itself`,
  ])
}

function readDeployment(stage: string | undefined, folder: string): v.InferOutput<typeof DEPLOYMENT> | undefined {
  const stages = stagesOf(folder)
  const known = stages.length === 0 ? 'none was deployed from here' : `there are ${stages.join(', ')}`
  if (stage === undefined && stages.length > 1) {
    throw new CommandError('more than one stage was deployed from here', [`    say which with --stage: ${known}`])
  }
  const name = stage ?? stages[0]
  if (name === undefined) return undefined
  if (!stages.includes(name)) throw new CommandError(`stage ${name} is not known: ${known}`)
  const file = join(folder, `${name}.json`)
  try {
    return v.parse(DEPLOYMENT, JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const reason = asError(error).message
    throw new CommandError(`${file} cannot be read: ${reason}`, ['    hint: npm run deploy writes it again'])
  }
}

function stagesOf(folder: string): string[] {
  try {
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
    return files.map((file) => file.slice(0, -'.json'.length)).sort()
  } catch {
    return []
  }
}
