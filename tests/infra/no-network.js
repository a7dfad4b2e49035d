/**
 * Loaded into a program before it starts: whatever it connects to, or looks up, is noted in the file CONNECTED and refused.
 */

import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

/** @param {unknown} to */
function refuse(to) {
  appendFileSync(process.env.CONNECTED ?? '', `${JSON.stringify(to)}\n`)
  throw new Error(`there is no network: ${JSON.stringify(to)}`)
}

net.Socket.prototype.connect = (...to) => refuse(to)
dns.lookup = Object.assign((/** @type {unknown} */ host) => refuse(host), { __promisify__: refuse })
dns.promises.lookup = async (/** @type {unknown} */ host) => refuse(host)
syncBuiltinESMExports()
