/**
 * The tick function: what Lambda runs every minute, for posts whose time has come and for the counts of the report.
 *
 * Environment: as that of the publish function.
 */
import { environmentContext, environmentQueue } from '../lib/lambda/environment.js'
import { tickHandler } from '../lib/lambda/handler.js'
import { logReport } from '../lib/lambda/log.js'
import { StoreMeter } from '../lib/lambda/meter.js'
import { observed } from '../lib/lambda/observed.js'

const meter = new StoreMeter(Date.now)
const context = environmentContext(process.env, new URL('./parse-worker.mjs', import.meta.url), meter)

export const handler = observed(
  tickHandler({ context, queue: environmentQueue(process.env, context), report: logReport, meter }),
)
