/**
 * What would be deployed, as the packaged template says it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { FIGURES } from '../../lib/lambda/log.js'
import { schemaFaults } from './aws-schemas.js'
import { connectedBy, makePackage, type Package } from './packaging.js'
import { allowedPairs, references, statementsOf, type Template, writeOut } from './template.js'

let made: Package
let again: Package
let template: Template
/** With every setting given that is empty otherwise. */
let other: Template
beforeAll(async () => {
  ;[made, again] = await Promise.all([
    makePackage('UTC'),
    makePackage('Asia/Shanghai', [
      'domain=feeds.example.com',
      'certificateArn=arn:aws:acm:us-east-1:1:certificate/1',
      'alarmEmail=desk@example.com',
      'existingContentBucket=posts-of-the-desk',
      'contentKeyArn=arn:aws:kms:eu-central-1:1:key/1',
      'accessLogsBucket=logs-of-the-desk',
      's3Endpoint=https://s3.example.com',
      's3PathStyle=true',
    ]),
  ])
  template = writeOut(made.template)
  other = writeOut(again.template)
})

const properties = (name: string): unknown => template.Resources[name]?.Properties
const ofType = (type: string): string[] =>
  Object.keys(template.Resources).filter((name) => template.Resources[name]?.Type === type)

describe('the buckets', () => {
  const PRIVATE = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  }

  it('are two, and one for the package', () => {
    expect(ofType('AWS::S3::Bucket').sort()).toEqual(['ContentBucket', 'ServerlessDeploymentBucket', 'SiteBucket'])
  })

  it.each(['ContentBucket', 'SiteBucket', 'ServerlessDeploymentBucket'])('%s is private and encrypted', (name) => {
    expect(properties(name)).toMatchObject({
      PublicAccessBlockConfiguration: PRIVATE,
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    })
  })

  it.each(['ContentBucket', 'SiteBucket', 'ServerlessDeploymentBucket'])('%s answers over TLS alone', (name) => {
    const refusals = Object.values(template.Resources)
      .filter(({ Type, Properties }) => Type === 'AWS::S3::BucketPolicy' && Properties.Bucket === `<${name}>`)
      .flatMap(({ Properties }) => Properties.PolicyDocument?.Statement ?? [])
      .filter(({ Effect, Principal, Action }) => Effect === 'Deny' && Principal === '*' && Action === 's3:*')
    expect(refusals).toHaveLength(1)
    expect(String(JSON.stringify(refusals[0]?.Condition))).toMatch(/^\{"Bool":\{"aws:SecureTransport":"?false"?\}\}$/)
    expect([refusals[0]?.Resource].flat()).toHaveLength(2)
  })

  it.each(['ContentBucket', 'SiteBucket'])('%s has no ACLs, and outlives the stack', (name) => {
    expect(properties(name)).toMatchObject({
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    })
    expect(template.Resources[name]?.DeletionPolicy).toBe('Retain')
  })

  it('keep old versions of posts, and not for ever', () => {
    expect(properties('ContentBucket')).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: expect.arrayContaining([
          expect.objectContaining({ Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 30 } }),
        ]),
      },
    })
  })

  it('forget the records of posts that are gone, after every message about them is', () => {
    const { LifecycleConfiguration } = properties('SiteBucket') as {
      LifecycleConfiguration: { Rules: { Id: string; ExpirationInDays: number }[] }
    }
    const rule = LifecycleConfiguration.Rules.find(({ Id }) => Id === 'forget-gone-records')
    expect(rule).toMatchObject({
      Status: 'Enabled',
      Prefix: 'state/records/',
      TagFilters: [{ Key: 'gone', Value: '1' }],
    })
    const seconds = (['UploadQueue', 'DeadLetterQueue'] as const)
      .map((name) => (properties(name) as { MessageRetentionPeriod: number }).MessageRetentionPeriod)
      .reduce((a, b) => a + b)
    expect(rule?.ExpirationInDays).toBeGreaterThan(seconds / (24 * 60 * 60))
    // No other rule deletes what still counts.
    const deleting = LifecycleConfiguration.Rules.filter((one) => JSON.stringify(one).includes('Expiration'))
    expect(deleting).toEqual([rule])
  })

  it('leave one that is there already as it is', () => {
    expect(other.Resources).not.toHaveProperty('ContentBucket')
    expect(other.Resources).not.toHaveProperty('ContentBucketPolicy')
    expect(other.Resources.PublishLambdaFunction?.Properties.Environment).toMatchObject({
      Variables: { CONTENT_BUCKET: 'posts-of-the-desk' },
    })
    expect(other.Outputs.ContentBucketName?.Value).toBe('posts-of-the-desk')
  })

  it('let nobody in but the distribution, and it only to documents', () => {
    const allowed = ['ContentBucketPolicy', 'SiteBucketPolicy', 'ServerlessDeploymentBucketPolicy'].flatMap((name) =>
      (template.Resources[name]?.Properties.PolicyDocument?.Statement ?? []).filter(({ Effect }) => Effect === 'Allow'),
    )
    expect(allowedPairs(allowed)).toEqual(['s3:GetObject <SiteBucket.Arn>/public/*', 's3:ListBucket <SiteBucket.Arn>'])
    for (const { Principal, Condition } of allowed) {
      expect(Principal).toEqual({ Service: 'cloudfront.amazonaws.com' })
      expect(Condition).toEqual({
        StringEquals: {
          'aws:SourceArn': 'arn:<AWS::Partition>:cloudfront::<AWS::AccountId>:distribution/<Distribution>',
        },
      })
    }
  })
})

describe('the queue', () => {
  it('hears of everything that changes in the content bucket', () => {
    const { NotificationConfiguration } = properties('ContentBucket') as {
      NotificationConfiguration: { QueueConfigurations: { Event: string; Queue: string }[] }
    }
    const { QueueConfigurations } = NotificationConfiguration
    expect(QueueConfigurations.map(({ Event }) => Event)).toEqual([
      's3:ObjectCreated:*',
      's3:ObjectRemoved:*',
      's3:LifecycleExpiration:DeleteMarkerCreated',
    ])
    expect(new Set(QueueConfigurations.map(({ Queue }) => Queue))).toEqual(new Set(['<UploadQueue.Arn>']))
  })

  it('takes messages from that bucket of this account alone, and lets it in before the bucket is made', () => {
    const { statement } =
      statementsOf(template).find(
        ({ name, statement }) => name === 'UploadQueuePolicy' && statement.Effect === 'Allow',
      ) ?? {}
    const { BucketName } = properties('ContentBucket') as { BucketName: string }
    expect(template.Resources).not.toHaveProperty('ContentRule')
    expect(statement).toMatchObject({
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '<UploadQueue.Arn>',
      Condition: {
        ArnEquals: { 'aws:SourceArn': `arn:<AWS::Partition>:s3:::${BucketName}` },
        StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
      },
    })
    expect(template.Resources.ContentBucket?.DependsOn).toContain('UploadQueuePolicy')
  })

  it('hears of a bucket that is there already through EventBridge, and of no other', () => {
    expect(other.Resources.ContentRule?.Properties).toMatchObject({
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created', 'Object Deleted'],
        detail: { bucket: { name: ['posts-of-the-desk'] } },
      },
      Targets: [{ Arn: '<UploadQueue.Arn>' }],
    })
    const allowed = statementsOf(other).filter(
      ({ name, statement }) => name === 'UploadQueuePolicy' && statement.Effect === 'Allow',
    )
    expect(allowed.map(({ statement }) => statement)).toEqual([
      expect.objectContaining({
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: { ArnEquals: { 'aws:SourceArn': '<ContentRule.Arn>' } },
      }),
    ])
  })

  it('puts aside what fails too often, for as long as SQS keeps anything', () => {
    expect(properties('UploadQueue')).toMatchObject({
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: '<DeadLetterQueue.Arn>', maxReceiveCount: 10 },
    })
    expect(properties('DeadLetterQueue')).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
    })
  })

  it('hides a message for at least six times as long as the function may run', () => {
    const { VisibilityTimeout } = properties('UploadQueue') as { VisibilityTimeout: number }
    const { Timeout } = properties('PublishLambdaFunction') as { Timeout: number }
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout)
  })

  it('hands batches to publish, bounded, and hears which messages failed', () => {
    expect(ofType('AWS::Lambda::EventSourceMapping')).toHaveLength(1)
    expect(properties('PublishEventSourceMappingSQSUploadQueue')).toMatchObject({
      EventSourceArn: '<UploadQueue.Arn>',
      FunctionName: '<PublishLambdaFunction.Arn>',
      Enabled: true,
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    })
  })
})

describe('the functions', () => {
  it('are those for uploads and for the clock', () => {
    expect(ofType('AWS::Lambda::Function')).toEqual(['PublishLambdaFunction', 'TickLambdaFunction'])
    const rules = ofType('AWS::Events::Rule').map((name) => properties(name))
    expect(rules).toMatchObject([
      { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED', Targets: [{ Arn: '<TickLambdaFunction.Arn>' }] },
    ])
    expect(ofType('AWS::Lambda::Permission').map(properties)).toEqual([
      {
        FunctionName: '<TickLambdaFunction.Arn>',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: '<TickRule.Arn>',
      },
    ])
  })

  it('log in JSON, for a limited time', () => {
    for (const name of ['Publish', 'Tick']) {
      expect(properties(`${name}LambdaFunction`)).toMatchObject({ LoggingConfig: { LogFormat: 'JSON' } })
      expect(properties(`${name}LogGroup`)).toMatchObject({ RetentionInDays: 30 })
    }
  })

  it('go to another S3 where its address is given', () => {
    const variables = (of: Template) => of.Resources.PublishLambdaFunction?.Properties.Environment
    expect(variables(other)).toMatchObject({
      Variables: {
        AWS_ENDPOINT_URL_S3: 'https://s3.example.com',
        S3_FORCE_PATH_STYLE: 'true',
        // What only S3 and CloudFront together know.
        S3_OBJECT_TAGS: 'false',
        S3_COMPRESSIBLE_TYPES: 'false',
      },
    })
    expect(JSON.stringify(variables(template))).not.toMatch(/AWS_ENDPOINT_URL|S3_FORCE_PATH_STYLE/)
  })

  it.each(['Publish', 'Tick'])("%s runs on Lambda's Node 24, on arm64, under its own role", (name) => {
    expect(properties(`${name}LambdaFunction`)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Role: `<${name}Role.Arn>`,
      Environment: {
        Variables: {
          CONTENT_BUCKET: 'broadsheet-dev-content-<AWS::AccountId>-<AWS::Region>',
          SITE_BUCKET: '<SiteBucket>',
          S3_OBJECT_TAGS: 'true',
          S3_COMPRESSIBLE_TYPES: 'true',
          POWERTOOLS_SERVICE_NAME: 'broadsheet-dev',
          QUEUE_URL: '<UploadQueue>',
          SITE_URL: 'https://<Distribution.DomainName>',
        },
      },
    })
  })

  it('has a handler that is in the zip, and nothing there that does not belong', () => {
    const { Handler } = properties('PublishLambdaFunction') as { Handler: string }
    const names = Object.keys(unzipSync(made.zip))
    expect(names).toContain(Handler.replace(/\.handler$/, '.mjs'))
    const folder = 'dist/functions/publish'
    expect(
      names.filter((name) => !/^((chunks\/)?[\w-]+\.[cm]js|LICENSES\.txt)$/.test(name.slice(folder.length + 1))),
    ).toEqual([])
    expect(strFromU8(unzipSync(made.zip)[`${folder}/LICENSES.txt`] ?? new Uint8Array())).toContain('@aws-sdk/client-s3')
  })

  it('is the same bytes each time, wherever and whenever it is packaged', () => {
    expect(Buffer.from(again.zip).equals(made.zip)).toBe(true)
  })
})

describe('the distribution', () => {
  const config = (of: Template): unknown => of.Resources.Distribution?.Properties.DistributionConfig

  it('reads public/ of the site bucket, signing each request', () => {
    expect(config(template)).toMatchObject({
      Origins: [
        {
          DomainName: '<SiteBucket.RegionalDomainName>',
          OriginPath: '/public',
          OriginAccessControlId: '<SiteAccess.Id>',
          S3OriginConfig: { OriginAccessIdentity: '' },
        },
      ],
    })
    expect(properties('SiteAccess')).toMatchObject({
      OriginAccessControlConfig: {
        OriginAccessControlOriginType: 's3',
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      },
    })
  })

  it('speaks HTTP/2 and 3, compresses, caches, and is never plain HTTP', () => {
    expect(config(template)).toMatchObject({
      Enabled: true,
      HttpVersion: 'http2and3',
      IPV6Enabled: true,
      DefaultCacheBehavior: {
        Compress: true,
        ViewerProtocolPolicy: 'redirect-to-https',
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS'],
        CachePolicyId: '<DocumentCaching>',
        ResponseHeadersPolicyId: '<DocumentHeaders>',
        FunctionAssociations: [
          { EventType: 'viewer-request', FunctionARN: '<RequestFunction.FunctionARN>' },
          { EventType: 'viewer-response', FunctionARN: '<ResponseFunction.FunctionARN>' },
        ],
      },
    })
  })

  it('keeps a document for as long as that says itself', () => {
    expect(properties('DocumentCaching')).toMatchObject({
      CachePolicyConfig: {
        MinTTL: 0,
        MaxTTL: 31_536_000,
        ParametersInCacheKeyAndForwardedToOrigin: {
          EnableAcceptEncodingGzip: true,
          EnableAcceptEncodingBrotli: true,
          CookiesConfig: { CookieBehavior: 'none' },
          QueryStringsConfig: { QueryStringBehavior: 'none' },
        },
      },
    })
  })

  it('adds headers that protect readers, and leaves the policy of each page to the page', () => {
    const { ResponseHeadersPolicyConfig } = properties('DocumentHeaders') as {
      ResponseHeadersPolicyConfig: { SecurityHeadersConfig: object }
    }
    expect(Object.keys(ResponseHeadersPolicyConfig.SecurityHeadersConfig).sort()).toEqual([
      'ContentTypeOptions',
      'FrameOptions',
      'ReferrerPolicy',
      'StrictTransportSecurity',
    ])
  })

  it('logs nobody reading, unless asked to', () => {
    expect(config(template)).not.toHaveProperty('Logging')
    expect(config(other)).toMatchObject({
      Logging: { Bucket: 'logs-of-the-desk.s3.amazonaws.com', Prefix: 'broadsheet-dev/', IncludeCookies: false },
    })
  })

  it("lives at CloudFront's own address, or at a domain that is given", () => {
    expect(config(template)).not.toHaveProperty('Aliases')
    expect(config(template)).toMatchObject({ ViewerCertificate: { CloudFrontDefaultCertificate: true } })
    expect(template.Outputs.FeedsUrl?.Value).toBe('https://<Distribution.DomainName>')
    expect(config(other)).toMatchObject({
      Aliases: ['feeds.example.com'],
      ViewerCertificate: { AcmCertificateArn: 'arn:aws:acm:us-east-1:1:certificate/1' },
    })
    expect(other.Outputs.FeedsUrl?.Value).toBe('https://feeds.example.com')
    expect(other.Resources.PublishLambdaFunction?.Properties.Environment).toMatchObject({
      Variables: { SITE_URL: 'https://feeds.example.com' },
    })
  })
})

describe('the alarms', () => {
  it.each([
    ['DeadLettersAlarm', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', '<DeadLetterQueue.QueueName>', 0],
    ['WaitingAlarm', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', '<UploadQueue.QueueName>', 15 * 60],
    ['ErrorsAlarm', 'AWS/Lambda', 'Errors', '<PublishLambdaFunction>', 0],
    ['TickErrorsAlarm', 'AWS/Lambda', 'Errors', '<TickLambdaFunction>', 0],
    ['ThrottlesAlarm', 'AWS/Lambda', 'Throttles', '<PublishLambdaFunction>', 0],
  ])('%s watches %s %s of %s, past %i', (name, Namespace, MetricName, watched, Threshold) => {
    expect(properties(name)).toMatchObject({
      Namespace,
      MetricName,
      Dimensions: [{ Value: watched }],
      Threshold,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: ['<AlarmTopic>'],
    })
  })

  it('reach an address where one is given', () => {
    expect(other.Resources.AlarmEmail?.Properties).toMatchObject({
      Endpoint: 'desk@example.com',
      TopicArn: '<AlarmTopic>',
    })
    expect(template.Resources).not.toHaveProperty('AlarmEmail')
  })
})

describe('the dashboard', () => {
  it('is JSON, and shows every metric that the functions write', () => {
    const { DashboardBody } = properties('Dashboard') as { DashboardBody: string }
    const { widgets } = JSON.parse(DashboardBody) as {
      widgets: { type: string; properties: { metrics?: unknown[] } }[]
    }
    const shown = JSON.stringify(widgets.map((widget) => widget.properties.metrics))
    for (const name of FIGURES) expect(shown).toContain(`"${name}"`)
    expect(shown).toContain('"service","broadsheet-dev"')
    for (const widget of widgets) expect(widget).toMatchObject({ properties: { title: expect.any(String) } })
  })
})

describe('the template', () => {
  it('is made without asking anybody', () => {
    expect(made.connected).toBe('')
    expect(again.connected).toBe('')
  })

  it('would be found out if it did', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'broadsheet-connected-'))
    try {
      const asking = "await fetch('https://example.com').catch(() => {})"
      expect(await connectedBy(['--input-type=module', '--eval', asking], folder)).toContain('example.com')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it("fits AWS's schemas, with every setting given and with none", async () => {
    expect(await schemaFaults(made.template)).toEqual([])
    expect(await schemaFaults(again.template)).toEqual([])
  })

  it('would be found out if it did not', async () => {
    const { SiteBucket, UploadQueue, Distribution } = made.template.Resources
    const Resources = {
      SiteBucket: { ...SiteBucket, Type: 'AWS::S3::Bukket', Properties: {} },
      UploadQueue: {
        Type: 'AWS::SQS::Queue',
        ...UploadQueue,
        Properties: { VisibilityTimeout: '6 minutes', Name: '' },
      },
      Distribution: {
        Type: 'AWS::CloudFront::Distribution',
        ...Distribution,
        Properties: { Tags: [{ 'Fn::GetAtt': ['UploadQueue', 'Url'] }] },
      },
    }
    expect(await schemaFaults({ ...made.template, Resources })).toEqual([
      'SiteBucket: there is no AWS::S3::Bukket',
      'UploadQueue.VisibilityTimeout: expected integer, found "6 minutes"',
      'UploadQueue: there is no Name',
      'Distribution: DistributionConfig is missing',
      'Distribution: there is no attribute UploadQueue.Url',
    ])
  })

  it('writes no reference where nothing resolves it', () => {
    const unresolved = (node: unknown): string[] => {
      if (typeof node === 'string') return node.includes('${') ? [node] : []
      if (typeof node !== 'object' || node === null || 'Fn::Sub' in node) return []
      return Object.values(node).flatMap(unresolved)
    }
    expect(unresolved(made.template)).toEqual([])
    expect(unresolved(again.template)).toEqual([])
  })

  it.each(['none', 'all'])('refers to nothing that is not there, of settings given: %s', (given) => {
    const { Resources } = given === 'all' ? other : template
    const names = new Set([...Object.keys(Resources)])
    const missing = Object.entries(Resources).flatMap(([name, resource]) =>
      references(resource)
        .filter((reference) => !reference.startsWith('AWS::') && !names.has(reference))
        .map((reference) => `${name}: ${reference}`),
    )
    expect(missing).toEqual([])
  })

  it.each(['none', 'all'])('can be created: nothing waits for itself, of settings given: %s', (given) => {
    const { Resources } = given === 'all' ? other : template
    const waiting = new Map(Object.entries(Resources).map(([name, resource]) => [name, references(resource)]))
    for (let created = 1; created > 0; ) {
      const ready = [...waiting].filter(([, needs]) => !needs.some((need) => waiting.has(need)))
      for (const [name] of ready) waiting.delete(name)
      created = ready.length
    }
    expect(Object.fromEntries(waiting)).toEqual({})
  })
})
