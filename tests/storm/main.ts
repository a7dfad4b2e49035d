/**
 * Runs storms as the command line asks; scripts/storm.js bundles this and the handler, and calls it.
 */
import { parseArgs } from 'node:util'
import { type S3Endpoint, startS3Endpoint } from '../../lib/laptop/s3-endpoint.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import { Dice } from '../simulation/random.js'
import { isCeph } from './ceph-notifications.js'
import { runStorm } from './storm.js'

const ACTIONS = 5_000
const WRITERS = 8
const PROCESSES = 4
/** As shells say it. */
const EXIT_INTERRUPTED = 130

/** Runs the storms of `args`; `program` is the bundled handler. Returns the exit code. */
export async function main(args: readonly string[], program: string): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      times: { type: 'string', default: '1' },
      actions: { type: 'string', default: String(ACTIONS) },
      notifications: { type: 'string', default: 'own' },
      laptop: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  })
  const first = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : wholeNumber('seed', values.seed)
  const times = wholeNumber('times', values.times)
  const actions = wholeNumber('actions', values.actions)
  const { notifications } = values
  if (notifications !== 'own' && notifications !== 'ceph')
    throw new RangeError(`--notifications is ${notifications}: expected own or ceph`)

  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort())
  let passed = 0
  for (let seed = first; seed < first + times; seed++) {
    const laptop = values.laptop ? await startLaptop(seed) : undefined
    const endpoint = laptop?.url ?? process.env.S3_ENDPOINT
    if (!endpoint) {
      console.error('error: the environment variable S3_ENDPOINT is missing')
      console.error('    give the address of an S3 server, or --laptop for the one that Broadsheet brings')
      return 1
    }
    if (notifications === 'ceph' && !(await isCeph(endpoint))) {
      console.log(`skipped: --notifications ceph needs Ceph, and ${endpoint} is not`)
      await laptop?.close()
      return 0
    }
    console.log(`storm ${seed} at ${endpoint}: ${actions} actions, notifications: ${notifications}`)
    const isRight = await runStorm({
      seed,
      actions,
      writers: WRITERS,
      processes: PROCESSES,
      notifications,
      endpoint,
      environment: laptop === undefined ? process.env : { ...process.env, ...ANY_CREDENTIALS },
      program,
      bucketName: laptop === undefined ? `storm-${seed}-${process.pid}-${Date.now().toString(36)}` : LAPTOP_BUCKETS,
      // The laptop's buckets end with it.
      keep: values.keep || laptop !== undefined,
      stop: interrupted.signal,
      say: console.log,
    })
    await laptop?.close()
    if (interrupted.signal.aborted) return EXIT_INTERRUPTED
    if (!isRight) {
      console.log(`storm ${seed} ends wrong; the same plan again: npm run test:storm -- --seed ${seed}`)
      return 1
    }
    passed++
    console.log(`storm ${seed} ends right`)
  }
  console.log(`storms: ${passed} passed, 0 failed`)
  return 0
}

/** The laptop makes no buckets: it is started with these. */
const LAPTOP_BUCKETS = 'storm'
const ANY_CREDENTIALS = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_REGION: 'us-east-1' }

/** Starts the laptop's endpoint, which now and then refuses a request, or loses its answer. */
async function startLaptop(seed: number): Promise<S3Endpoint> {
  const dice = new Dice(seed)
  return startS3Endpoint({
    buckets: { [`${LAPTOP_BUCKETS}-content`]: new MemoryStore(), [`${LAPTOP_BUCKETS}-site`]: new MemoryStore() },
    port: 0,
    faults: ({ operation }) => {
      if (operation === 'CreateBucket') return undefined
      const roll = dice.next()
      if (roll < 0.005) return { status: 503 }
      if (roll < 0.01) return 'lose-answer'
      return roll < 0.012 ? 'drop' : undefined
    },
    onError: (error) => console.error(error),
  })
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new RangeError(`--${name} is ${text}: expected a whole number from 1 on`)
}
