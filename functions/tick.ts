/**
 * The tick function: what Lambda runs every minute, for posts whose time has come and for the counts of the report.
 *
 * Environment: as that of the publish function.
 */
import { environmentContext, environmentQueue } from '../lib/lambda/environment.js'
import { tickHandler } from '../lib/lambda/handler.js'
import { logReport } from '../lib/lambda/log.js'

const context = environmentContext(process.env, new URL('./parse-worker.mjs', import.meta.url))

export const handler = tickHandler({ context, queue: environmentQueue(process.env, context), report: logReport })
