/**
 * The site that a starting function finds: both buckets over S3's protocol, with settings in force and a post to settle.
 */
import { startS3Endpoint } from '../lib/laptop/s3-endpoint.js'
import { MemoryStore } from '../lib/store/memory-store.js'

const POST = `---
title: Shares close higher
date: 2024-05-01 16:00
categories: [markets]
tags: [shares]
---
Shares closed *higher* for a third day. See [the table](/table/).
`

export const CONTENT = 'content'
export const SITE = 'site'
export const POST_KEY = '_posts/2024-05-01-shares.md'

export interface Site {
  readonly url: string
  /** Takes everything away that functions made but the settings, so that the next start finds what the first found. */
  readonly restore: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function startSite(): Promise<Site> {
  const content = new MemoryStore()
  const site = new MemoryStore()
  await content.put('_config.yml', 'title: The Daily\nurl: https://daily.example\n')
  await content.put(POST_KEY, POST)
  const endpoint = await startS3Endpoint({ buckets: { [CONTENT]: content, [SITE]: site }, port: 0 })
  return {
    url: endpoint.url,
    close: () => endpoint.close(),
    async restore() {
      const { objects } = await site.list({})
      for (const { key } of objects) if (key !== 'state/settings.json') await site.delete(key)
    },
  }
}
