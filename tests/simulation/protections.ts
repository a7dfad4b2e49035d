/**
 * The design's protections, and for each a way to take it away: from outside, by what the handler gets to see.
 *
 * The program has no switches. A handler without a protection is the real one over buckets that deny it that one thing.
 */

import { decodeRecord, type PostRecord, recordId, recordKey } from '../../lib/publish/record.js'
import type { MemoryStore } from '../../lib/store/memory-store.js'
import type { ListedObject, ListOptions, ObjectStore } from '../../lib/store/object-store.js'
import type { Buckets, Sabotage } from './world.js'

export const PROTECTIONS: Readonly<Record<string, Sabotage>> = {
  'looking again after a record': { buckets: withoutSecondLookAtSource },
  'looking again after a document': { buckets: withoutSecondLookAtView },
  'generations in placement names': { buckets: withoutGenerations },
  'compare-and-swap on records': { buckets: withoutConditions('state/records/') },
  'claims of ids': { buckets: withoutConditions('state/ids/') },
  'cumulative feeds': { buckets: withoutMemoryOfFeeds },
  'cumulative periods': { buckets: withoutMemoryOfPeriods },
  'asking for neighbours': { buckets: withoutNeighbours },
  'numbers in the names of marks': { buckets: withoutNumbers },
  'cumulative marks': { buckets: withoutMemoryOfMarks },
  'listing a feed before asking for the directory': { buckets: withoutListFirst },
  'acknowledging last': { acknowledgeFirst: true },
}

/** After it wrote a record, the handler finds the source as it read it. */
function withoutSecondLookAtSource({ content, site }: Buckets): Buckets {
  const read = new Map<string, Awaited<ReturnType<ObjectStore['get']>>>()
  const written = new Set<string>()
  return {
    content: {
      ...content,
      async get(key, options) {
        const source = await content.get(key, options)
        read.set(recordKey(recordId(key)), source)
        return source
      },
      head: async (key) => {
        const record = recordKey(recordId(key))
        return written.has(record) ? read.get(record) : content.head(key)
      },
    },
    site: {
      ...site,
      async put(key, body, options) {
        const answer = await site.put(key, body, options)
        written.add(key)
        return answer
      },
    },
  }
}

/** After it wrote a document, the handler finds everything as it read it. */
function withoutSecondLookAtView({ content, site }: Buckets): Buckets {
  const answers = new Map<string, unknown>()
  const written = new Set<string>()
  let frozen = false
  const remembered = async <T>(question: string, ask: () => Promise<T>): Promise<T> => {
    if (frozen && answers.has(question)) return answers.get(question) as T
    const answer = await ask()
    answers.set(question, answer)
    return answer
  }
  return {
    content,
    site: {
      ...site,
      get: (key, options) =>
        key.startsWith('state/settings')
          ? site.get(key, options)
          : remembered(`get ${key}`, () => site.get(key, options)),
      list: (options: ListOptions = {}) =>
        remembered(`list ${options.prefix} ${options.startAfter}`, () => site.list(options)),
      head: (key) => (written.has(key) ? remembered(`head ${key}`, () => site.head(key)) : site.head(key)),
      async put(key, body, options) {
        const answer = await site.put(key, body, options)
        if (key.startsWith('public/')) {
          frozen = true
          written.add(key)
          answers.set(`head ${key}`, await site.head(key))
        }
        return answer
      },
    },
  }
}

/** All placements of a post at one time in one feed have one name, and each counts as that of the newest generation. */
function withoutGenerations({ content, site }: Buckets, { site: raw }: Buckets): Buckets {
  const bare = (key: string): string => (isPlacement(key) ? key.replace(/~\d+$/, '~1') : key)
  return underOtherNames({ content, site }, bare, (key) => current(key, raw as MemoryStore))
}

/** Objects are kept under the names that `kept` gives to theirs, and listed under those that `listed` gives. */
function underOtherNames(
  { content, site }: Buckets,
  kept: (key: string) => string,
  listed: (key: string) => Promise<string>,
): Buckets {
  return {
    content,
    site: {
      ...site,
      head: (key) => site.head(kept(key)),
      put: (key, body, options) => site.put(kept(key), body, options),
      delete: (key, options) => site.delete(kept(key), options),
      async list(options = {}) {
        const listing = await site.list(options)
        const named = async (object: ListedObject) => ({ ...object, key: await listed(object.key) })
        return { ...listing, objects: await Promise.all(listing.objects.map(named)) }
      },
    },
  }
}

async function current(key: string, raw: MemoryStore): Promise<string> {
  const id = /~([0-9a-f]{32})~\d+$/.exec(key)?.[1]
  if (!isPlacement(key) || id === undefined) return key
  const record = await raw.get(recordKey(id))
  if (record === undefined) return key
  const { generation } = JSON.parse(new TextDecoder().decode(record.body)) as { generation: number }
  return key.replace(/~\d+$/, `~${generation}`)
}

function isPlacement(key: string): boolean {
  return key.startsWith('state/feeds/')
}

function withoutConditions(prefix: string): (buckets: Buckets) => Buckets {
  return ({ content, site }) => ({
    content,
    site: {
      ...site,
      put(key, body, options = {}) {
        const { ifMatch: _, ifNoneMatch: __, ...rest } = options
        return site.put(key, body, key.startsWith(prefix) ? rest : options)
      },
    },
  })
}

/** A record names the feeds that show the post now, and forgets those that it has left. */
function withoutMemoryOfFeeds(buckets: Buckets): Buckets {
  return withOtherRecords(buckets, (record) => ({ ...record, feeds: record.placed }))
}

/** A record names the periods of archives that show the post now, and forgets those that it has left. */
function withoutMemoryOfPeriods(buckets: Buckets): Buckets {
  return withOtherRecords(buckets, (record) => ({
    ...record,
    periods: record.entry === undefined ? [] : record.periods.slice(-1),
  }))
}

/** Nobody sees where the documents of a period next to his own link to. */
function withoutNeighbours({ content, site }: Buckets): Buckets {
  const get: ObjectStore['get'] = async (key, options) =>
    key.startsWith('public/') && key.includes('archive/') ? undefined : site.get(key, options)
  return { content, site: { ...site, get } }
}

/** A new feed is put into the list when its first document has been written. */
function withoutListFirst({ content, site }: Buckets): Buckets {
  const waiting: (() => Promise<unknown>)[] = []
  return {
    content,
    site: {
      ...site,
      async put(key, body, options) {
        if (key.startsWith('state/feed-list/')) {
          waiting.push(() => site.put(key, body, options))
          return { etag: 'later' }
        }
        const answer = await site.put(key, body, options)
        if (key.startsWith('public/')) for (const put of waiting.splice(0)) await put()
        return answer
      },
    },
  }
}

/** All marks of a post of one kind and time have one name, and each counts as the newest. */
function withoutNumbers({ content, site }: Buckets, { site: raw }: Buckets): Buckets {
  const bare = (key: string): string => (isMark(key) ? key.replace(/~\d+$/, '~1') : key)
  const newest = async (key: string): Promise<string> => {
    const id = /~([0-9a-f]{32})~\d+$/.exec(key)?.[1]
    const record = isMark(key) && id !== undefined ? await (raw as MemoryStore).get(recordKey(id)) : undefined
    const number = record && decodeRecord(record.body).marks?.number
    return number === undefined ? key : key.replace(/~\d+$/, `~${number}`)
  }
  return underOtherNames({ content, site }, bare, newest)
}

function isMark(key: string): boolean {
  return /^state\/(rejected|warned|drafts)\//.test(key)
}

/** A record of a post that needs no attention any more forgets that it ever did. */
function withoutMemoryOfMarks(buckets: Buckets): Buckets {
  return withOtherRecords(buckets, ({ marks, ...record }) => ({ ...record, ...(marks?.current && { marks }) }))
}

/** Records are kept as `kept` returns them. */
function withOtherRecords({ content, site }: Buckets, kept: (record: PostRecord) => PostRecord): Buckets {
  return {
    content,
    site: {
      ...site,
      put(key, body, options) {
        if (!key.startsWith('state/records/')) return site.put(key, body, options)
        return site.put(key, JSON.stringify(kept(JSON.parse(String(body)) as PostRecord)), options)
      },
    },
  }
}
