/**
 * The program of a parsing thread: an entry of its own in every bundle.
 *
 * It says once that it is ready, and then answers each question by `parsePost`, one after the other.
 */
import { parentPort } from 'node:worker_threads'
import { parsePost } from '../post/parse-post.js'
import type { Answer, Question } from './parse-thread.js'
import type { ParsedWith } from './post-parser.js'

if (parentPort === null) throw new Error('this program is a thread of another')
const port = parentPort

const say = (answer: Answer): void => port.postMessage(answer)

let known: ParsedWith | undefined

port.on('message', ({ source, rules = known }: Question) => {
  try {
    if (rules === undefined) throw new TypeError('the first question has to say what posts are parsed with')
    known = rules
    say({ kind: 'parsed', parsed: parsePost(source, ...rules) })
  } catch (error) {
    say({ kind: 'failed', error })
  }
})
say({ kind: 'ready' })
