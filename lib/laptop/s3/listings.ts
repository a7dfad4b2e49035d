/**
 * Listings: ListBuckets, ListObjectsV2 and its predecessor ListObjects, which s3cmd uses.
 */
import { LIST_LIMIT, type Listing } from '../../store/object-store.js'
import { type Answer, type Bucket, modifiedMs, quoted, xmlAnswer, xmlTime } from './bucket.js'
import { Refusal } from './refusal.js'
import type { S3Request } from './request.js'
import { renderXml, type XmlElement } from './xml.js'

const OWNER: XmlElement = [
  'Owner',
  [
    ['ID', 'laptop'],
    ['DisplayName', 'laptop'],
  ],
]

export function listBuckets(names: readonly string[], startedMs: number): Answer {
  const buckets = names.toSorted().map(
    (name): XmlElement => [
      'Bucket',
      [
        ['Name', name],
        ['CreationDate', xmlTime(startedMs)],
      ],
    ],
  )
  return xmlAnswer(renderXml('ListAllMyBucketsResult', [OWNER, ['Buckets', buckets]]))
}

export async function listObjectsV2(bucket: Bucket, { query }: S3Request): Promise<Answer> {
  const token = query.get('continuation-token')
  const startAfter = query.get('start-after')
  const after = token === null ? (startAfter ?? '') : decodeToken(token)
  const asked = questionOf(query)
  const listing = await list(bucket, asked, after)
  const { encode } = asked
  return xmlAnswer(
    renderXml('ListBucketResult', [
      ['Name', bucket.name],
      ['Prefix', encode(asked.prefix)],
      ['StartAfter', startAfter === null ? undefined : encode(startAfter)],
      ['ContinuationToken', token ?? undefined],
      ['NextContinuationToken', listing.next === undefined ? undefined : encodeToken(listing.next)],
      ['KeyCount', listing.objects.length + listing.prefixes.length],
      ...common(asked, listing),
      ...contents(bucket, listing, encode, query.get('fetch-owner') === 'true'),
    ]),
  )
}

export async function listObjects(bucket: Bucket, { query }: S3Request): Promise<Answer> {
  const asked = questionOf(query)
  const marker = query.get('marker') ?? ''
  const listing = await list(bucket, asked, marker)
  const { encode } = asked
  return xmlAnswer(
    renderXml('ListBucketResult', [
      ['Name', bucket.name],
      ['Prefix', encode(asked.prefix)],
      ['Marker', encode(marker)],
      ['NextMarker', listing.next === undefined ? undefined : encode(listing.next)],
      ...common(asked, listing),
      ...contents(bucket, listing, encode, true),
    ]),
  )
}

interface Question {
  readonly prefix: string
  readonly delimiter: string
  readonly keysMax: number
  readonly isEncoded: boolean
  /** Writes a key as the client wants it. */
  readonly encode: (key: string) => string
}

function questionOf(query: URLSearchParams): Question {
  const text = query.get('max-keys') ?? String(LIST_LIMIT)
  if (!/^\d{1,10}$/.test(text)) throw new Refusal('InvalidArgument', `max-keys is a whole number, not ${text}`)
  const encoding = query.get('encoding-type')
  if (encoding !== null && encoding !== 'url') throw new Refusal('InvalidArgument', 'encoding-type can only be url')
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    keysMax: Number(text),
    isEncoded: encoding === 'url',
    encode: encoding === 'url' ? encodeKey : (key) => key,
  }
}

async function list({ store }: Bucket, { prefix, delimiter, keysMax }: Question, startAfter: string): Promise<Listing> {
  if (keysMax === 0) return { objects: [], prefixes: [] }
  return store.list({ prefix, delimiter, startAfter, limit: Math.min(keysMax, LIST_LIMIT) })
}

function common({ delimiter, keysMax, isEncoded, encode }: Question, { next }: Listing): XmlElement[] {
  return [
    ['MaxKeys', Math.min(keysMax, LIST_LIMIT)],
    ['Delimiter', delimiter === '' ? undefined : encode(delimiter)],
    ['EncodingType', isEncoded ? 'url' : undefined],
    ['IsTruncated', next !== undefined],
  ]
}

function contents(
  bucket: Bucket,
  { objects, prefixes }: Listing,
  encode: (key: string) => string,
  withOwner: boolean,
): XmlElement[] {
  return [
    ...objects.map(
      (object): XmlElement => [
        'Contents',
        [
          ['Key', encode(object.key)],
          ['LastModified', xmlTime(modifiedMs(bucket, object))],
          ['ETag', quoted(object.etag)],
          ['Size', object.sizeBytes],
          ...(withOwner ? [OWNER] : []),
          ['StorageClass', 'STANDARD'],
        ],
      ],
    ),
    ...prefixes.map((prefix): XmlElement => ['CommonPrefixes', [['Prefix', encode(prefix)]]]),
  ]
}

/** Percent-encodes as S3's listings do: slashes stay, and a space becomes `+`. */
function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replaceAll(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString('base64url')
}

function decodeToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString()
  if (key !== '' && encodeToken(key) === token) return key
  throw new Refusal('InvalidArgument', 'The continuation token provided is incorrect')
}
