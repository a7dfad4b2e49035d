/**
 * Hubs over HTTP, through Node's own `fetch`.
 *
 * W3C WebSub section 6 leaves to hubs how publishers tell them. All that are in use take what PubSubHubbub 0.3 section 7.1
 * had: a form with `hub.mode=publish` and the topic in `hub.url`; some look for it in `hub.topic`, so both are sent.
 *
 * `fetch` is a getter that loads much when it is first looked at: a site without hubs never looks.
 */
import type { HubAnswer, HubClient } from './hub-client.js'

/** A hub that has not answered after this many milliseconds is tried again later. */
export const HUB_TIMEOUT_MS = 4_000
/** Bytes of a refusal that are read, to say why. */
const REASON_BYTES_MAX = 1_024
const REASON_LENGTH_MAX = 200

/** Returns the client; a request takes `timeoutMs` at most. */
export function fetchHubClient(timeoutMs = HUB_TIMEOUT_MS): HubClient {
  return {
    async publish(hub, topic) {
      try {
        const response = await fetch(hub, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Broadsheet' },
          body: new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic }).toString(),
          // A form that is sent on becomes a GET on the way, which says nothing.
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        })
        return await answerOf(response)
      } catch (error) {
        return { isTaken: false, reason: reasonOf(error, timeoutMs) }
      }
    },
  }
}

async function answerOf(response: Response): Promise<HubAnswer> {
  const { status, headers, ok } = response
  if (ok) {
    await response.body?.cancel()
    return { isTaken: true }
  }
  const moved = status >= 300 && status < 400 ? headers.get('location') : null
  const said = moved === null ? await beginning(response) : `the hub has moved to ${moved}`
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'))
  return {
    isTaken: false,
    reason: oneLine(`HTTP ${status} ${response.statusText}: ${said}`),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}

/** Returns how the body begins, and reads no more of it. */
async function beginning(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  while (bytes < REASON_BYTES_MAX) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    bytes += value.length
  }
  await reader.cancel()
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, REASON_BYTES_MAX))
}

/** RFC 9110 section 10.2.3, of whose two forms hubs send the one in seconds. */
function parseRetryAfter(value: string | null): number | undefined {
  return value !== null && /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : undefined
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return oneLine(String(error))
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  // `fetch failed` says nothing; its cause does.
  const { cause } = error
  return oneLine(cause instanceof Error ? cause.message || cause.name : error.message)
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, REASON_LENGTH_MAX)
}
