/**
 * The publish function: what Lambda runs when posts were uploaded. It only puts the parts together.
 *
 * Environment: CONTENT_BUCKET, SITE_BUCKET; SITE_URL (the address where settings say none), QUEUE_URL (where more work
 * goes; without it the work is done at once), CONCURRENCY, those of lib/store/s3-client.ts, and the AWS SDK's and
 * Powertools' own.
 */
import { environmentContext, environmentQueue, variable } from '../lib/lambda/environment.js'
import { publishHandler } from '../lib/lambda/handler.js'
import { logReport } from '../lib/lambda/log.js'
import { StoreMeter } from '../lib/lambda/meter.js'
import { observed } from '../lib/lambda/observed.js'

const meter = new StoreMeter(Date.now)
const context = environmentContext(process.env, new URL('./parse-worker.mjs', import.meta.url), meter)

export const handler = observed(
  publishHandler({
    context,
    queue: environmentQueue(process.env, context),
    contentBucket: variable(process.env, 'CONTENT_BUCKET'),
    report: logReport,
    meter,
  }),
)
