/**
 * A store that counts what is asked of it: requests by kind, and the bytes of bodies both ways.
 */
import type { ObjectStore } from '../lib/store/object-store.js'

export type RequestKind = 'GET' | 'HEAD' | 'PUT' | 'LIST' | 'DELETE'

export const REQUEST_KINDS: readonly RequestKind[] = ['GET', 'HEAD', 'PUT', 'LIST', 'DELETE']

export class Meter {
  readonly requests: Record<RequestKind, number> = { GET: 0, HEAD: 0, PUT: 0, LIST: 0, DELETE: 0 }
  bytesRead = 0
  bytesWritten = 0

  get total(): number {
    return REQUEST_KINDS.reduce((sum, kind) => sum + this.requests[kind], 0)
  }

  /** Returns `store`, with all that is asked of it counted here. */
  over(store: ObjectStore): ObjectStore {
    return {
      get: async (...given) => {
        this.requests.GET++
        const found = await store.get(...given)
        this.bytesRead += found?.body.length ?? 0
        return found
      },
      head: (...given) => {
        this.requests.HEAD++
        return store.head(...given)
      },
      put: (...given) => {
        this.requests.PUT++
        this.bytesWritten += Buffer.byteLength(given[1])
        return store.put(...given)
      },
      delete: (...given) => {
        this.requests.DELETE++
        return store.delete(...given)
      },
      list: async (...given) => {
        this.requests.LIST++
        const listing = await store.list(...given)
        this.bytesRead += listing.objects.reduce((sum, { key }) => sum + Buffer.byteLength(key), 0)
        return listing
      },
    }
  }
}

/** S3 Standard in us-east-1, dollars a request, list prices of 2025; DELETE costs nothing. */
export const S3_DOLLARS: Readonly<Record<RequestKind, number>> = {
  GET: 0.4e-6,
  HEAD: 0.4e-6,
  PUT: 5e-6,
  LIST: 5e-6,
  DELETE: 0,
}

/** Returns what so many requests cost, in dollars. */
export function dollars(requests: Partial<Readonly<Record<RequestKind, number>>>): number {
  return REQUEST_KINDS.reduce((sum, kind) => sum + (requests[kind] ?? 0) * S3_DOLLARS[kind], 0)
}
