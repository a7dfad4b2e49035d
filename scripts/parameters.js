/**
 * The parameters of a deployment, looked at before anything is made: a mistake found by CloudFormation takes minutes,
 * and is told in CloudFormation's words.
 *
 * Which parameters there are, and their defaults, is read from serverless.yml.
 */
import leven from 'leven'

/** Edits by which a name may differ from the one that was meant. */
const SLIP_MAX = 3
/** Periods for which CloudWatch keeps logs, in days. */
const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]
const NAME_LENGTH_MAX = 63

/** Whole numbers, each with its least and its greatest. @type {Record<string, readonly [number, number]>} */
const NUMBERS = {
  memoryMb: [128, 10_240],
  timeoutSeconds: [1, 900],
  visibilitySeconds: [0, 43_200],
  batchSize: [1, 10_000],
  batchWindowSeconds: [0, 300],
  batchesMax: [2, 1_000],
  triesMax: [1, 1_000],
  oldVersionsDays: [1, 36_500],
  goneRecordsDays: [1, 36_500],
}

/** What others must look like, and how to say so. @type {Record<string, readonly [RegExp, string]>} */
const SHAPES = {
  contentBucket: bucketShape(),
  existingContentBucket: bucketShape(),
  siteBucket: bucketShape(),
  accessLogsBucket: bucketShape(),
  domain: [
    /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/,
    'a domain such as feeds.example.com',
  ],
  certificateArn: [
    /^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/.+$/,
    'the ARN of a certificate in us-east-1, where CloudFront looks for it: arn:aws:acm:us-east-1:…',
  ],
  priceClass: [/^PriceClass_(?:100|200|All)$/, 'PriceClass_100, PriceClass_200 or PriceClass_All'],
  alarmEmail: [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address'],
  s3Endpoint: [/^https?:\/\/\S+$/, 'an address such as https://s3.example.com'],
  s3PathStyle: [/^(?:true|false)$/, 'true or false'],
}

/** @returns {readonly [RegExp, string]} */
function bucketShape() {
  return [
    /^(?=.{3,63}$)[a-z0-9][a-z0-9.-]*[a-z0-9]$/,
    'the name of a bucket: 3 to 63 lower-case letters, digits, hyphens and dots',
  ]
}

/**
 * Returns the parameters that `yaml`, the text of serverless.yml, takes, and their defaults.
 *
 * @param {string} yaml
 * @returns {Map<string, string>}
 */
export function knownParameters(yaml) {
  const known = new Map()
  for (const [, name = '', rest = ''] of yaml.matchAll(/\bparam:(\w+)(?:, '?([\w.-]*)'?\})?/g)) {
    if (!known.has(name) || rest !== '') known.set(name, rest)
  }
  return known
}

/**
 * Returns what is wrong, a line for each; empty where all is well.
 *
 * @param {Pick<import('./osls.js').Asked, 'stage' | 'region' | 'params'>} asked
 * @param {ReadonlyMap<string, string>} known
 * @returns {string[]}
 */
export function parameterFaults({ stage, region = 'us-east-1', params }, known) {
  const faults = []
  for (const [name, value] of params) {
    if (!known.has(name)) faults.push(`${name} is no parameter${suggestion(name, known)}`)
    else if (value !== '') faults.push(...valueFaults(name, value))
  }
  if (faults.length > 0) return faults
  const given = (/** @type {string} */ name) => params.get(name) ?? known.get(name) ?? ''
  const numberOf = (/** @type {string} */ name) => Number(given(name))
  if (numberOf('visibilitySeconds') < 6 * numberOf('timeoutSeconds')) {
    faults.push(
      `visibilitySeconds is ${given('visibilitySeconds')}: expected at least six times timeoutSeconds, ${6 * numberOf('timeoutSeconds')}, so that a batch that waits its turn is not handed out twice`,
    )
  }
  if (numberOf('batchSize') > 10 && numberOf('batchWindowSeconds') < 1) {
    faults.push('batchWindowSeconds is 0: expected at least 1 where batchSize is more than 10')
  }
  if ((given('domain') === '') !== (given('certificateArn') === '')) {
    faults.push('domain and certificateArn belong together: expected both, or neither')
  }
  faults.push(...stageFaults(stage, region, given('contentBucket') === '' || given('siteBucket') === ''))
  return faults
}

/**
 * @param {string} name
 * @param {string} value
 */
function valueFaults(name, value) {
  const range = NUMBERS[name]
  if (range !== undefined) {
    const [least, greatest] = range
    const isIn = /^\d+$/.test(value) && Number(value) >= least && Number(value) <= greatest
    return isIn ? [] : [`${name} is ${value}: expected a whole number from ${least} to ${greatest}`]
  }
  if (name === 'logDays' && !LOG_DAYS.includes(Number(value))) {
    return [`logDays is ${value}: expected one of CloudWatch's periods: ${LOG_DAYS.join(', ')}`]
  }
  const shape = SHAPES[name]
  return shape === undefined || shape[0].test(value) ? [] : [`${name} is ${value}: expected ${shape[1]}`]
}

/**
 * The stage and the region are parts of names.
 *
 * @param {string} stage
 * @param {string} region
 * @param {boolean} isInBucketNames
 */
function stageFaults(stage, region, isInBucketNames) {
  if (!/^[a-z][a-z0-9-]*$/.test(stage)) {
    return [`stage is ${stage}: expected lower-case letters, digits and hyphens, as names of buckets take them`]
  }
  // broadsheet-<stage>-content-<account>-<region>
  const length = `broadsheet-${stage}-content-000000000000-${region}`.length
  return isInBucketNames && length > NAME_LENGTH_MAX
    ? [
        `stage is ${stage}: expected at most ${stage.length - (length - NAME_LENGTH_MAX)} characters, or names of buckets would have more than ${NAME_LENGTH_MAX}`,
      ]
    : []
}

/**
 * @param {string} name
 * @param {ReadonlyMap<string, string>} known
 */
function suggestion(name, known) {
  const near = [...known.keys()]
    .map((one) => ({ one, edits: leven(one.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)[0]
  if (near !== undefined && near.edits <= SLIP_MAX) return `: did you mean ${near.one}?`
  return `; there are ${[...known.keys()].join(', ')}`
}
