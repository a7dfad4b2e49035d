/**
 * The door to WebSub hubs, as narrow as that to storage: one request, one answer. Tests stand in for it.
 *
 * Types only; `fetch-hub-client.ts` is the real one.
 */

/** What became of one request. */
export interface HubAnswer {
  /** Whether the hub took the news: a status of 2xx. */
  readonly isTaken: boolean
  /** Where it did not: what the hub, or the way to it, said. One short line. */
  readonly reason?: string
  /** Where the hub says when to come again: milliseconds from now. */
  readonly retryAfterMs?: number
}

export interface HubClient {
  /**
   * Tells the hub at the address `hub` that the document at the address `topic` has changed.
   * Answers within a bounded time, and never throws.
   */
  publish(hub: string, topic: string): Promise<HubAnswer>
}
