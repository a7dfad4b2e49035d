/**
 * The program of a parsing process: an entry of its own in every bundle.
 *
 * It says once that it is ready, and then answers each question by `parsePost`, one after the other. It ends with the
 * process that started it.
 */
import { parsePost } from '../post/parse-post.js'
import type { Answer, Question } from './parse-process.js'
import type { ParsedWith } from './post-parser.js'

if (process.send === undefined) throw new Error('this program is started by another, which it talks to')
const send = process.send.bind(process) as (answer: Answer) => boolean
const say = (answer: Answer): void => void send(answer)

let known: ParsedWith | undefined

process.on('message', ({ source, rules = known }: Question) => {
  try {
    if (rules === undefined) throw new TypeError('the first question has to say what posts are parsed with')
    known = rules
    say({ kind: 'parsed', parsed: parsePost(source, ...rules) })
  } catch (error) {
    say({ kind: 'failed', error })
  }
})
say({ kind: 'ready' })
