/**
 * Ceph's own bucket notifications: Ceph posts each to a listener on loopback, and answers the upload only after that.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PutBucketNotificationConfigurationCommand, type S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, DeleteTopicCommand, SNSClient } from '@aws-sdk/client-sns'

const LOOPBACK = '127.0.0.1'

/** Tells whether Ceph listens at `endpoint`: its request ids start with `tx` and name its zone. */
export async function isCeph(endpoint: string): Promise<boolean> {
  const { headers } = await fetch(endpoint)
  return /^tx[0-9a-f]+-[0-9a-f]+-/.test(headers.get('x-amz-request-id') ?? '')
}

export interface Notifications {
  /** Notifications that came so far. */
  readonly count: () => number
  /** Ends the listening. Call it when the bucket is gone, and its notifications with it. */
  readonly stop: () => Promise<void>
}

/** Has Ceph tell `hear` of everything that happens in `bucket`; `hear` gets the notification's JSON. */
export async function subscribe(
  client: S3Client,
  endpoint: string,
  bucket: string,
  hear: (body: string) => void,
): Promise<Notifications> {
  let count = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    count++
    hear(Buffer.concat(chunks).toString())
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve))
  const { port } = server.address() as AddressInfo

  const { credentials, region } = client.config
  const sns = new SNSClient({ endpoint, region, credentials })
  const { TopicArn } = await sns.send(
    new CreateTopicCommand({ Name: bucket, Attributes: { 'push-endpoint': `http://${LOOPBACK}:${port}` } }),
  )
  const TopicConfigurations = [
    { Id: 'storm', TopicArn, Events: ['s3:ObjectCreated:*' as const, 's3:ObjectRemoved:*' as const] },
  ]
  const subscribed = { Bucket: bucket, NotificationConfiguration: { TopicConfigurations } }
  await client.send(new PutBucketNotificationConfigurationCommand(subscribed))

  const stop = async () => {
    await sns.send(new DeleteTopicCommand({ TopicArn }))
    sns.destroy()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { count: () => count, stop }
}
