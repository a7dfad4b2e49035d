/**
 * Calling osls, the deployment tool, as a program of its own; and what `npm run deploy` and `npm run remove` share.
 *
 * All words after the command's go to osls as they are. Of them the stage, the region and the parameters are looked at.
 */
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'

/**
 * @typedef {object} Asked
 * @property {string} stage
 * @property {string | undefined} region
 * @property {Map<string, string>} params by name
 * @property {string[]} faults what cannot be understood
 */

/**
 * Returns what `args`, the words after `osls deploy`, ask for.
 *
 * @param {readonly string[]} args
 * @param {Record<string, string | undefined>} environment
 * @returns {Asked}
 */
export function readArguments(args, environment) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stage: { type: 'string', short: 's' },
      region: { type: 'string', short: 'r' },
      param: { type: 'string', multiple: true },
    },
    strict: false,
    allowPositionals: true,
  })
  /** @type {Map<string, string>} */
  const params = new Map()
  const faults = []
  for (const param of [values.param ?? []].flat().map(String)) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(param) ?? []
    if (name === undefined || value === undefined) faults.push(`--param ${param}: write it as --param="name=value"`)
    else params.set(name, value)
  }
  const text = (/** @type {unknown} */ value) => (typeof value === 'string' ? value : undefined)
  const region = text(values.region) ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION
  return { stage: text(values.stage) ?? 'dev', region, params, faults }
}

/**
 * Runs osls, which speaks to the terminal itself. Returns its exit code.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export function runOsls(args) {
  return new Promise((resolve, reject) => {
    spawn('osls', args, { stdio: 'inherit', shell: process.platform === 'win32' })
      .on('error', (error) => reject(missing(error)))
      .on('close', (code) => resolve(code ?? 1))
  })
}

/**
 * Returns the outputs of the stack that `args` name, by their names; undefined where there is no such stack, or no way to it.
 *
 * @param {readonly string[]} args
 * @returns {Promise<Record<string, string> | undefined>}
 */
export async function stackOutputs(args) {
  const { code, text } = await hearOsls(['info', '--verbose', ...args])
  if (code !== 0) return undefined
  // The last section of what osls tells: a line `  Name: value` for each.
  const plain = text.replace(/\x1b\[[\d;]*m/g, '')
  const [, section] = /^Stack Outputs:\s*\n((?:[ \t]+\S+: .*\n?)+)/m.exec(plain) ?? []
  if (section === undefined) return undefined
  return Object.fromEntries(
    [...section.matchAll(/^[ \t]+(\S+): (.*)$/gm)].map(([, name, value]) => [name, value?.trim()]),
  )
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number, text: string }>}
 */
function hearOsls(args) {
  return new Promise((resolve, reject) => {
    let text = ''
    const osls = spawn('osls', args, { stdio: ['ignore', 'pipe', 'ignore'], shell: process.platform === 'win32' })
    osls.stdout.setEncoding('utf8').on('data', (piece) => {
      text += piece
    })
    osls.on('error', (error) => reject(missing(error))).on('close', (code) => resolve({ code: code ?? 1, text }))
  })
}

/** @param {Error} error */
function missing(error) {
  return new Error(`osls cannot be started (${error.message}): run npm ci, and then npm run deploy or npm run remove`)
}
