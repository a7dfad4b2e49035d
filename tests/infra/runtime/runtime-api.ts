/**
 * The Runtime API, as Lambda offers it to the runtime client of one function: it hands out events and takes what comes of them.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { closeServer, LOOPBACK, listen } from '../../../lib/laptop/listen.js'

/** What the runtime client says of an event, or of a start that failed. */
export interface Said {
  readonly kind: 'response' | 'error' | 'init error'
  readonly body: unknown
  /** As in the header Lambda-Runtime-Function-Error-Type, where the client sends it. */
  readonly errorType?: string
}

export interface RuntimeApi {
  /** Host and port, as in AWS_LAMBDA_RUNTIME_API. */
  readonly address: string
  /** Hands out `event`, and returns what the client says of it. */
  readonly invoke: (event: unknown) => Promise<Said>
  /** Returns what the client says next, asked for or not. */
  readonly heard: () => Promise<Said>
  readonly close: () => Promise<void>
}

const ROOT = '/2018-06-01/runtime'
/** Milliseconds that a handler is given. */
const TIME_MS = 60_000

export async function startRuntimeApi(): Promise<RuntimeApi> {
  const events: unknown[] = []
  const said: Said[] = []
  let waiting: ServerResponse | undefined
  let listener: ((said: Said) => void) | undefined
  let count = 0

  const handOut = (): void => {
    if (waiting === undefined || events.length === 0) return
    const event = events.shift()
    waiting.setHeader('Lambda-Runtime-Aws-Request-Id', `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`)
    waiting.setHeader('Lambda-Runtime-Deadline-Ms', Date.now() + TIME_MS)
    waiting.setHeader('Lambda-Runtime-Invoked-Function-Arn', 'arn:aws:lambda:eu-central-1:123456789012:function:any')
    waiting.end(JSON.stringify(event))
    waiting = undefined
  }
  const hear = (one: Said): void => {
    said.push(one)
    if (listener === undefined) return
    const tell = listener
    listener = undefined
    tell(said.shift() as Said)
  }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === `${ROOT}/invocation/next`) {
      waiting = response
      handOut()
      return
    }
    const kind = kindOf(request.url)
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    response.statusCode = kind === undefined ? 404 : 202
    response.end()
    if (kind === undefined) return
    const errorType = request.headers['lambda-runtime-function-error-type']
    const body: unknown = JSON.parse(Buffer.concat(parts).toString())
    hear({ kind, body, ...(typeof errorType === 'string' && { errorType }) })
  }

  const server = createServer((request, response) => void answer(request, response))
  const port = await listen(server, 0)
  const heard = (): Promise<Said> => {
    const first = said.shift()
    if (first !== undefined) return Promise.resolve(first)
    return new Promise((resolve) => {
      listener = resolve
    })
  }
  return {
    address: `${LOOPBACK}:${port}`,
    heard,
    invoke(event) {
      events.push(event)
      handOut()
      return heard()
    },
    close: () => closeServer(server),
  }
}

function kindOf(url = ''): Said['kind'] | undefined {
  if (url === `${ROOT}/init/error`) return 'init error'
  const kind = /^\/2018-06-01\/runtime\/invocation\/[\w-]+\/(response|error)$/.exec(url)?.[1]
  return kind === 'response' || kind === 'error' ? kind : undefined
}
