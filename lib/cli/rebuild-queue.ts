/**
 * The deployed queue as seen by whoever waits for it: work goes in, and one can ask how much is left.
 */
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { sqsQueue } from '../lambda/sqs-queue.js'
import type { WorkQueue } from '../publish/work.js'
import { CommandError } from './command-error.js'
import type { Target } from './target.js'

export interface RebuildQueue extends WorkQueue {
  /** Returns how many messages wait or are being worked on, as far as SQS knows. */
  waiting(): Promise<number>
  /** Returns how many dead letters there are; undefined where their queue is not known. */
  deadLetters(): Promise<number | undefined>
  close(): void
}

const COUNTED = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const

/** Returns the queue of `target`. What SQS refuses becomes a `CommandError`. */
export function rebuildQueue({ queueUrl = '', deadLetterQueueUrl, environment }: Target): RebuildQueue {
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || regionOf(queueUrl) || 'us-east-1'
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = environment
  const client = new SQSClient({
    region,
    // Where the queue is, its own address says: the client would go there anyhow, and complain that it does.
    ...(URL.canParse(queueUrl) && { endpoint: new URL(queueUrl).origin }),
    ...(accessKeyId &&
      secretAccessKey && {
        credentials: { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }) },
      }),
  })
  const countIn = async (url: string): Promise<number> => {
    const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTED] })
    const { Attributes = {} } = await attempt(url, () => client.send(asked))
    return COUNTED.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0)
  }
  const queue = sqsQueue(client, queueUrl)
  return {
    send: (items) => attempt(queueUrl, () => queue.send(items)),
    waiting: () => countIn(queueUrl),
    deadLetters: async () => (deadLetterQueueUrl === undefined ? undefined : countIn(deadLetterQueueUrl)),
    close: () => client.destroy(),
  }
}

async function attempt<T>(queueUrl: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new CommandError(`the queue ${queueUrl} did not answer as it should: ${reason}`, [
      '    hint: is it the address of the queue (UploadQueueUrl), and may these credentials use it?',
    ])
  }
}

function regionOf(queueUrl: string): string | undefined {
  return /^https?:\/\/sqs\.([a-z0-9-]+)\./.exec(queueUrl)?.[1]
}
