/**
 * The writers: each carries out its plan with an ordinary S3 client, one action after the other, all of them at once.
 */
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Action, StormPlan } from './plan.js'

export interface WritersOptions {
  readonly plan: StormPlan
  readonly client: S3Client
  readonly bucket: string
  /** Hears of each action when it has been carried out. */
  readonly onDone: (action: Action) => void
  /** Returns when writers may go on: the handlers are to be at work while there are uploads, and not after. */
  readonly mayGoOn: () => Promise<void>
}

/** Times that a writer tries one upload, and the bound of its waits between; the client itself tries some times more. */
const TRIES_MAX = 5

/** Carries out the plan. Throws where an upload does not succeed. */
export async function write({ plan, client, bucket, onDone, mayGoOn }: WritersOptions): Promise<void> {
  const act = async (action: Action): Promise<void> => {
    const { key } = action
    for (let tries = 1; ; tries++) {
      try {
        if (action.do === 'put')
          await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: action.text }))
        else await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
        return
      } catch (error) {
        if (tries === TRIES_MAX) throw error
      }
    }
  }
  await Promise.all(
    plan.writers.map(async (actions) => {
      for (const action of actions) {
        await mayGoOn()
        await act(action)
        onDone(action)
      }
    }),
  )
}
