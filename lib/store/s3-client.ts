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
  /** Without these, the SDK looks where it always does: profiles, container and instance roles. */
  readonly AWS_ACCESS_KEY_ID?: string | undefined
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined
  readonly AWS_SESSION_TOKEN?: string | undefined
}

/** Returns a client for the S3 that `environment` names. Throws where a variable makes no sense. */
export function s3Client(environment: S3Environment): S3Client {
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
    forcePathStyle: pathStyle(environment.S3_FORCE_PATH_STYLE, endpoint),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECTION_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      throwOnRequestTimeout: true,
      socketTimeout: REQUEST_MS_MAX,
      httpAgent: sockets,
      httpsAgent: sockets,
    },
  })
}

function pathStyle(text: string | undefined, endpoint: string | undefined): boolean {
  if (!text) return Boolean(endpoint)
  if (text === 'true' || text === 'false') return text === 'true'
  throw new Error(`the environment variable S3_FORCE_PATH_STYLE is ${text}: expected true or false`)
}

function credentials({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: S3Environment) {
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return {}
  return {
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    },
  }
}
