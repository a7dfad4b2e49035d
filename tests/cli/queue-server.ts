/**
 * Two queues that speak as much of SQS as a rebuild asks of them, on loopback: messages go in, and are counted.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Work } from '../../lib/publish/work.js'

export class QueueServer {
  /** Bodies of the messages that wait. */
  readonly messages: string[] = []
  deadLetters = 0
  /** What the next requests are answered with in place of an answer. */
  refusal: string | undefined
  readonly #server: Server

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const asked = JSON.parse(await text(request)) as Asked
      const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '')
      const answer = this.refusal === undefined ? this.#answer(action, asked) : { __type: this.refusal, message: 'No.' }
      const status = this.refusal === undefined ? 200 : 400
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer))
    })
  }

  static async start(): Promise<QueueServer> {
    const started = new QueueServer()
    started.#server.listen(0, '127.0.0.1')
    await once(started.#server, 'listening')
    return started
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/1/uploads`
  }

  get deadLetterUrl(): string {
    return `${this.url}-dead`
  }

  /** Takes all work off the queue. */
  take(): Work[] {
    return this.messages.splice(0).map((body) => (JSON.parse(body) as { broadsheet: Work }).broadsheet)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #answer(action: string, { QueueUrl, Entries = [] }: Asked): object {
    if (action === 'GetQueueAttributes') {
      const waiting = QueueUrl.endsWith('-dead') ? this.deadLetters : this.messages.length
      return {
        Attributes: { ApproximateNumberOfMessages: String(waiting), ApproximateNumberOfMessagesNotVisible: '0' },
      }
    }
    this.messages.push(...Entries.map(({ MessageBody }) => MessageBody))
    const md5 = (body: string): string => createHash('md5').update(body).digest('hex')
    return {
      Successful: Entries.map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) })),
    }
  }
}

interface Asked {
  readonly QueueUrl: string
  readonly Entries?: readonly { readonly Id: string; readonly MessageBody: string }[]
}
