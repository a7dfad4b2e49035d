/**
 * The environment of a deployed function, read in one place.
 *
 * Every variable that is missing or wrong is an error at the start, which names it and says what would be right.
 */
import type { PostParser } from '../parse/post-parser.js'
import { CONCURRENCY_DEFAULT, type PublishContext } from '../publish/context.js'
import { fetchHubClient } from '../publish/fetch-hub-client.js'
import { inlineQueue } from '../publish/inline-queue.js'
import type { WorkQueue } from '../publish/work.js'
import { s3Client, siteBucketOptions } from '../store/s3-client.js'
import { S3Store } from '../store/s3-store.js'
import { StoreMeter } from './meter.js'

type Environment = Readonly<Record<string, string | undefined>>

const CONCURRENCY_MAX = 256

/**
 * Milliseconds that a large post waits for others before it goes back to the queue. With the time that one may take to
 * parse, what was begun before settling is over still ends in the function's time.
 */
const PARSE_WAIT_MS_MAX = 5_000

/** Returns the variable `name`. Throws where it is missing or empty. */
export function variable(environment: Environment, name: string): string {
  const value = environment[name]
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is missing`)
  return value
}

/**
 * Returns what the loops work with, over S3, watched by `meter`. `parseProgram` is the bundled lib/parse/parse-worker.ts.
 */
export function environmentContext(
  environment: Environment,
  parseProgram: URL,
  meter = new StoreMeter(Date.now),
): PublishContext {
  const client = s3Client(environment)
  const content = new S3Store({ client, bucket: variable(environment, 'CONTENT_BUCKET') })
  const bucket = variable(environment, 'SITE_BUCKET')
  const site = new S3Store({ client, bucket, ...siteBucketOptions(environment) })
  return {
    content: meter.watch(content),
    site: meter.watch(site),
    parser: parserOnDemand(parseProgram),
    now: Date.now,
    defaults: environment.SITE_URL ? { url: environment.SITE_URL } : {},
    concurrency: concurrency(environment.CONCURRENCY),
    hubs: fetchHubClient(),
  }
}

/** Returns the queue that more work goes to: SQS where QUEUE_URL names one, else this very process. */
export function environmentQueue(environment: Environment, context: PublishContext): WorkQueue {
  const { QUEUE_URL } = environment
  if (!QUEUE_URL) return inlineQueue(context)
  return {
    async send(items) {
      // Few invocations send anything: those that do not never load the client.
      const [{ SQSClient }, { sqsQueue }] = await Promise.all([import('@aws-sdk/client-sqs'), import('./sqs-queue.js')])
      await sqsQueue(new SQSClient({}), QUEUE_URL).send(items)
    },
  }
}

/** A parser that is loaded for the first post: most invocations of `tick`, and those for deleted posts, parse none. */
function parserOnDemand(program: URL): PostParser {
  let loaded: Promise<PostParser> | undefined
  const load = async (): Promise<PostParser> => {
    try {
      const { GuardedParser } = await import('../parse/guarded-parser.js')
      return new GuardedParser({ program, waitMsMax: PARSE_WAIT_MS_MAX })
    } catch (error) {
      // The next post tries again.
      loaded = undefined
      throw error
    }
  }
  return {
    async parse(...given) {
      loaded ??= load()
      return (await loaded).parse(...given)
    },
    async close() {
      await (await loaded)?.close()
    },
  }
}

function concurrency(text: string | undefined): number {
  if (!text) return CONCURRENCY_DEFAULT
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= CONCURRENCY_MAX) return value
  throw new Error(
    `the environment variable CONCURRENCY is ${text}: expected a whole number from 1 to ${CONCURRENCY_MAX}`,
  )
}
