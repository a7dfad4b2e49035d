/**
 * The program of a parsing thread: an entry of its own in every bundle.
 *
 * It says once that it is ready, and then answers each question by `parsePost`, one after the other.
 */
import { parentPort } from 'node:worker_threads'
import { parsePost } from '../post/parse-post.js'
import type { Answer } from './parse-thread.js'
import type { ParseGiven } from './post-parser.js'

if (parentPort === null) throw new Error('this program is a thread of another')
const port = parentPort

const say = (answer: Answer): void => port.postMessage(answer)

port.on('message', (given: ParseGiven) => {
  try {
    say({ kind: 'parsed', parsed: parsePost(...given) })
  } catch (error) {
    say({ kind: 'failed', error })
  }
})
say({ kind: 'ready' })
