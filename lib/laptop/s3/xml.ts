/**
 * S3's XML: the few documents that it answers with, and the two that it is sent.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { XMLParser } from 'fast-xml-parser'
import { Refusal } from './refusal.js'

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** An element's content: text, or elements in their order. Absent values leave their element out. */
export type XmlContent = string | number | boolean | readonly XmlElement[]
export type XmlElement = readonly [name: string, content: XmlContent | undefined]

/** Returns a document whose root is `name`. */
export function renderXml(name: string, content: XmlContent, namespace: string | undefined = NAMESPACE): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${attribute}>${renderContent(content)}</${name}>`
}

/** Returns the document of an error answer, which has no namespace. */
export function renderError(code: string, message: string, resource: string, requestId: string): string {
  const content: XmlElement[] = [
    ['Code', code],
    ['Message', message],
    ['Resource', resource],
    ['RequestId', requestId],
  ]
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${renderContent(content)}</Error>`
}

function renderContent(content: XmlContent): string {
  if (typeof content !== 'object') return escapeText(String(content))
  return content
    .map(([name, inner]) => (inner === undefined ? '' : `<${name}>${renderContent(inner)}</${name}>`))
    .join('')
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Control characters become references, as S3 writes them, though XML 1.0 knows no such references. */
function escapeText(text: string): string {
  return text.replaceAll(
    /[&<>"]|[\0-\x1f\x7f\ufffe\uffff]/g,
    (character) => ESCAPES[character] ?? `&#${character.charCodeAt(0)};`,
  )
}

/** An object that DeleteObjects names. */
export interface DeleteRequest {
  readonly quiet: boolean
  readonly objects: readonly { readonly key: string; readonly etag?: string }[]
}

/** A part that CompleteMultipartUpload names. */
export interface CompletedPart {
  readonly number: number
  readonly etag: string
}

/** Returns what the body of DeleteObjects asks for. */
export function parseDelete(body: Uint8Array): DeleteRequest {
  const root = parse(body, 'Delete')
  const objects = childrenOf(root, 'Object').map((object) => {
    const key = textOf(object, 'Key')
    if (key === undefined) throw malformed()
    const etag = textOf(object, 'ETag')
    return { key, ...(etag !== undefined && { etag: etag.trim().replaceAll('"', '') }) }
  })
  if (objects.length === 0) throw malformed()
  return { quiet: textOf(root, 'Quiet')?.trim() === 'true', objects }
}

/** Returns the parts that the body of CompleteMultipartUpload lists. */
export function parseCompletedParts(body: Uint8Array): CompletedPart[] {
  const parts = childrenOf(parse(body, 'CompleteMultipartUpload'), 'Part').map((part) => ({
    number: Number(textOf(part, 'PartNumber')),
    etag: (textOf(part, 'ETag') ?? '').trim().replaceAll('"', ''),
  }))
  if (parts.length === 0 || parts.some(({ number }) => !Number.isInteger(number))) throw malformed()
  return parts
}

// Values stay text, and spaces in keys stay. Numeric references come with the HTML entities.
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  removeNSPrefix: true,
  isArray: (name) => name === 'Object' || name === 'Part',
})

function parse(body: Uint8Array, root: string): unknown {
  let document: unknown
  try {
    document = parser.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (error) {
    throw malformed(error)
  }
  const found = member(document, root)
  if (found === undefined) throw malformed()
  return found
}

function childrenOf(parent: unknown, name: string): readonly unknown[] {
  const children = member(parent, name)
  return Array.isArray(children) ? children : []
}

function textOf(parent: unknown, name: string): string | undefined {
  const text = member(parent, name)
  return typeof text === 'string' ? text : undefined
}

function member(parent: unknown, name: string): unknown {
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, name)) return undefined
  return (parent as Record<string, unknown>)[name]
}

function malformed(cause?: unknown): Refusal {
  return new Refusal('MalformedXML', 'The XML you provided was not well-formed or did not validate.', { cause })
}
