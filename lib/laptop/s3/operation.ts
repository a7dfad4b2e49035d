/**
 * Which operation a request asks for, by S3's own names (Amazon S3 API Reference, "Actions").
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { Refusal } from './refusal.js'
import type { S3Request } from './request.js'

export type Operation =
  | 'ListBuckets'
  | 'HeadBucket'
  | 'CreateBucket'
  | 'GetBucketLocation'
  | 'GetBucketVersioning'
  | 'ListObjects'
  | 'ListObjectsV2'
  | 'ListMultipartUploads'
  | 'GetObject'
  | 'HeadObject'
  | 'PutObject'
  | 'CopyObject'
  | 'DeleteObject'
  | 'DeleteObjects'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'UploadPartCopy'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListParts'

/** Query parameters that ask for something other than the object or the listing itself, none of which is here. */
const ELSEWHERE = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'partNumber',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'renameObject',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'tagging',
  'torrent',
  'versionId',
  'versioning',
  'versions',
  'website',
]

/** Returns the operation that `request` asks for. Throws the refusal `NotImplemented` where there is none here. */
export function operationOf(request: S3Request): Operation {
  const operation =
    request.bucket === ''
      ? serviceOperation(request)
      : request.key === ''
        ? bucketOperation(request)
        : objectOperation(request)
  const elsewhere = ELSEWHERE.find((name) => request.query.has(name))
  if (operation !== undefined && (elsewhere === undefined || OWN_PARAMETERS[operation] === elsewhere)) return operation
  const asked = elsewhere === undefined ? '' : ` with ?${elsewhere}`
  const about = request.bucket === '' ? 'the service' : request.key === '' ? 'a bucket' : 'an object'
  throw new Refusal('NotImplemented', `This endpoint does not implement ${request.method} of ${about}${asked}.`)
}

const OWN_PARAMETERS: Partial<Readonly<Record<Operation, string>>> = {
  GetBucketVersioning: 'versioning',
  UploadPart: 'partNumber',
  UploadPartCopy: 'partNumber',
}

function serviceOperation({ method }: S3Request): Operation | undefined {
  return method === 'GET' ? 'ListBuckets' : undefined
}

function bucketOperation({ method, query }: S3Request): Operation | undefined {
  if (method === 'HEAD') return 'HeadBucket'
  if (method === 'PUT') return 'CreateBucket'
  if (method === 'POST') return query.has('delete') ? 'DeleteObjects' : undefined
  if (method !== 'GET') return undefined
  if (query.has('location')) return 'GetBucketLocation'
  if (query.has('versioning')) return 'GetBucketVersioning'
  if (query.has('uploads')) return 'ListMultipartUploads'
  return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects'
}

function objectOperation({ method, query, header }: S3Request): Operation | undefined {
  const isCopy = header('x-amz-copy-source') !== undefined
  const isPart = query.has('uploadId')
  if (method === 'GET') return isPart ? 'ListParts' : 'GetObject'
  if (method === 'HEAD') return 'HeadObject'
  if (method === 'PUT') return isPart ? (isCopy ? 'UploadPartCopy' : 'UploadPart') : isCopy ? 'CopyObject' : 'PutObject'
  if (method === 'DELETE') return isPart ? 'AbortMultipartUpload' : 'DeleteObject'
  if (method !== 'POST') return undefined
  if (query.has('uploads')) return 'CreateMultipartUpload'
  return isPart ? 'CompleteMultipartUpload' : undefined
}
