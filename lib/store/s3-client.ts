/**
 * The S3 client as Broadsheet wants it: bounded in time and sockets, and without retries of its own.
 *
 * The SDK would send a conditional write again after a lost answer, and then report 412 for a write that landed.
 * `S3Store` retries what may be retried.
 */
import { S3Client } from '@aws-sdk/client-s3'

/** Milliseconds to wait for a connection. */
const CONNECTION_MS_MAX = 3_000
/** Milliseconds to wait for an answer to begin, and for each next piece of it. */
const REQUEST_MS_MAX = 15_000
/** Connections at the same time. */
const SOCKETS_MAX = 128

/** The variables that say where S3 is, as the AWS tools know them; others in the same object are not looked at. */
export interface S3Environment {
  readonly AWS_REGION?: string | undefined
  readonly AWS_DEFAULT_REGION?: string | undefined
  /** Address of an S3 that is not AWS's, such as `http://127.0.0.1:9000`. */
  readonly AWS_ENDPOINT_URL_S3?: string | undefined
  readonly AWS_ENDPOINT_URL?: string | undefined
  /** `true` puts the bucket in the path, and `false` into the host name; default: in the path where an endpoint is given. */
  readonly S3_FORCE_PATH_STYLE?: string | undefined
  /** `true` where the site bucket knows tags, for its lifecycle rules. */
  readonly S3_OBJECT_TAGS?: string | undefined
  /** `true` where documents are to be put as types that CloudFront compresses. */
  readonly S3_COMPRESSIBLE_TYPES?: string | undefined
  /** Credentials for S3 alone, before the general ones: a Lambda's own are its role's, which another S3 does not know. */
  readonly S3_ACCESS_KEY_ID?: string | undefined
  readonly S3_SECRET_ACCESS_KEY?: string | undefined
  /** Without these, the SDK looks where it always does: profiles, container and instance roles. Not so in a deployed function. */
  readonly AWS_ACCESS_KEY_ID?: string | undefined
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined
  readonly AWS_SESSION_TOKEN?: string | undefined
}

export interface S3ClientOptions {
  /** Times that the client itself tries a request: more than once for whoever sets no conditions. */
  readonly attempts?: number
  /** Milliseconds that a request may take until its answer begins, the sending of its body included. */
  readonly requestMsMax?: number
}

/** Returns a client for the S3 that `environment` names. Throws where a variable makes no sense. */
export function s3Client(
  environment: S3Environment,
  { attempts = 1, requestMsMax = REQUEST_MS_MAX }: S3ClientOptions = {},
): S3Client {
  const endpoint = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL
  if (endpoint && !(/^https?:/.test(endpoint) && URL.canParse(endpoint))) {
    throw new Error(`the S3 endpoint is ${endpoint}: expected an address such as http://127.0.0.1:9000`)
  }
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || (endpoint ? 'us-east-1' : undefined)
  const sockets = { maxSockets: SOCKETS_MAX, keepAlive: true }
  return new S3Client({
    ...(region && { region }),
    ...(endpoint && { endpoint }),
    ...credentials(environment),
    forcePathStyle: trueOrFalse('S3_FORCE_PATH_STYLE', environment) ?? Boolean(endpoint),
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: CONNECTION_MS_MAX,
      requestTimeout: requestMsMax,
      throwOnRequestTimeout: true,
      socketTimeout: requestMsMax,
      httpAgent: sockets,
      httpsAgent: sockets,
    },
  })
}

/** Returns what `environment` says of the site bucket, for an `S3Store`. Throws where a variable makes no sense. */
export function siteBucketOptions(environment: S3Environment): {
  readonly hasTags: boolean
  readonly hasCompressibleTypes: boolean
} {
  return {
    hasTags: trueOrFalse('S3_OBJECT_TAGS', environment) ?? false,
    hasCompressibleTypes: trueOrFalse('S3_COMPRESSIBLE_TYPES', environment) ?? false,
  }
}

function trueOrFalse(
  name: 'S3_FORCE_PATH_STYLE' | 'S3_OBJECT_TAGS' | 'S3_COMPRESSIBLE_TYPES',
  environment: S3Environment,
): boolean | undefined {
  const text = environment[name]
  if (!text) return undefined
  if (text === 'true' || text === 'false') return text === 'true'
  throw new Error(`the environment variable ${name} is ${text}: expected true or false`)
}

function credentials(environment: S3Environment) {
  const { S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = environment
  if (S3_ACCESS_KEY_ID && S3_SECRET_ACCESS_KEY) {
    return { credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY } }
  }
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return {}
  return {
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    },
  }
}
