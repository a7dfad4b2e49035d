/**
 * The two buckets of one storm: made for it, and emptied and removed after it.
 */
import { CreateBucketCommand, DeleteBucketCommand, type S3Client } from '@aws-sdk/client-s3'
import { eachAtOnce } from '../../lib/publish/at-once.js'
import { S3Store } from '../../lib/store/s3-store.js'

export class Buckets {
  readonly contentName: string
  readonly siteName: string
  readonly content: S3Store
  readonly site: S3Store
  readonly #client: S3Client

  private constructor(client: S3Client, name: string) {
    this.#client = client
    this.contentName = `${name}-content`
    this.siteName = `${name}-site`
    this.content = new S3Store({ client, bucket: this.contentName })
    this.site = new S3Store({ client, bucket: this.siteName })
  }

  /** Makes both buckets; `name` is what their names start with. */
  static async make(client: S3Client, name: string): Promise<Buckets> {
    const buckets = new Buckets(client, name)
    await client.send(new CreateBucketCommand({ Bucket: buckets.contentName }))
    await client.send(new CreateBucketCommand({ Bucket: buckets.siteName }))
    return buckets
  }

  async remove(): Promise<void> {
    for (const [name, store] of [
      [this.contentName, this.content],
      [this.siteName, this.site],
    ] as const) {
      for (let more = true; more; ) {
        const { objects, next } = await store.list()
        // One by one: Ceph does not survive the deletion of many at once where a bucket sends notifications.
        await eachAtOnce(objects, DELETES_AT_ONCE, ({ key }) => store.delete(key))
        more = next !== undefined
      }
      await this.#client.send(new DeleteBucketCommand({ Bucket: name }))
    }
  }
}

const DELETES_AT_ONCE = 16
