/**
 * What would be deployed, as the packaged template says it.
 */
import { strFromU8, unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { schemaFaults } from './aws-schemas.js'
import { makePackage, type Package } from './packaging.js'
import { allowedPairs, references, statementsOf, type Template, writeOut } from './template.js'

/** Everything that a function may do. A new line here wants a reason in infra/permissions.yml. */
const FOR_POSTS_AND_FEEDS = [
  's3:GetObject <ContentBucket.Arn>/*',
  's3:ListBucket <ContentBucket.Arn>',
  's3:GetObject <SiteBucket.Arn>/public/*',
  's3:PutObject <SiteBucket.Arn>/public/*',
  's3:DeleteObject <SiteBucket.Arn>/public/*',
  's3:GetObject <SiteBucket.Arn>/state/*',
  's3:PutObject <SiteBucket.Arn>/state/*',
  's3:DeleteObject <SiteBucket.Arn>/state/*',
  's3:ListBucket <SiteBucket.Arn>',
  'sqs:SendMessage <UploadQueue.Arn>',
]
const ALLOWED: Record<string, readonly string[]> = {
  PublishRole: [
    ...FOR_POSTS_AND_FEEDS,
    'sqs:ReceiveMessage <UploadQueue.Arn>',
    'sqs:DeleteMessage <UploadQueue.Arn>',
    'sqs:GetQueueAttributes <UploadQueue.Arn>',
    'logs:CreateLogStream <PublishLogGroup.Arn>',
    'logs:PutLogEvents <PublishLogGroup.Arn>',
  ],
  TickRole: [...FOR_POSTS_AND_FEEDS, 'logs:CreateLogStream <TickLogGroup.Arn>', 'logs:PutLogEvents <TickLogGroup.Arn>'],
}

let made: Package
let again: Package
let template: Template
beforeAll(async () => {
  ;[made, again] = await Promise.all([
    makePackage('UTC'),
    makePackage('Asia/Shanghai', [
      'domain=feeds.example.com',
      'certificateArn=arn:aws:acm:us-east-1:1:certificate/1',
      'alarmEmail=desk@example.com',
    ]),
  ])
  template = writeOut(made.template)
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
      { ScheduleExpression: 'rate(1 minute)', Targets: [{ Arn: '<TickLambdaFunction.Arn>' }] },
    ])
  })

  it.each(['Publish', 'Tick'])("%s runs on Lambda's Node 24, on arm64, under its own role", (name) => {
    expect(properties(`${name}LambdaFunction`)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Role: `<${name}Role.Arn>`,
      Environment: {
        Variables: {
          CONTENT_BUCKET: '<ContentBucket>',
          SITE_BUCKET: '<SiteBucket>',
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
      names.filter(
        (name) =>
          !/^((index|parse-worker)\.mjs|LICENSES\.txt|chunks\/[A-Z0-9]+\.mjs)$/.test(name.slice(folder.length + 1)),
      ),
    ).toEqual([])
    expect(strFromU8(unzipSync(made.zip)[`${folder}/LICENSES.txt`] ?? new Uint8Array())).toContain('@aws-sdk/client-s3')
  })

  it('is the same bytes each time, wherever and whenever it is packaged', () => {
    expect(Buffer.from(again.zip).equals(made.zip)).toBe(true)
  })
})

describe('permissions', () => {
  it('are exactly those that each function needs', () => {
    const roles = ofType('AWS::IAM::Role')
    const granted = roles.map((name) => {
      const { Policies = [], ManagedPolicyArns } = template.Resources[name]?.Properties ?? {}
      expect(ManagedPolicyArns, `${name} has no policies that are kept elsewhere`).toBeUndefined()
      return [name, allowedPairs(Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement))]
    })
    expect(Object.fromEntries(granted)).toEqual(
      Object.fromEntries(Object.entries(ALLOWED).map(([name, pairs]) => [name, [...pairs].sort()])),
    )
    expect([...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::ManagedPolicy')]).toEqual([])
  })

  it('never allow a wildcard action, a wildcard resource, or the whole world', () => {
    const allowing = statementsOf(template).filter(({ statement }) => statement.Effect === 'Allow')
    expect(allowing.length).toBeGreaterThan(5)
    for (const { name, statement } of allowing) {
      expect(
        [statement.Action].flat().filter((action) => action.includes('*')),
        name,
      ).toEqual([])
      expect([statement.Resource].flat(), name).not.toContain('*')
      expect(JSON.stringify(statement.Principal ?? ''), name).not.toContain('*')
      expect(Object.keys(statement), name).not.toContain('NotAction')
    }
  })

  it('let Lambda alone take the roles', () => {
    for (const name of ofType('AWS::IAM::Role')) {
      expect(properties(name)).toMatchObject({
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      })
    }
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
      },
    })
    expect(config(template)).not.toHaveProperty('Logging')
  })

  it("lives at CloudFront's own address, or at a domain that is given", () => {
    const atDomain = writeOut(again.template)
    expect(config(template)).not.toHaveProperty('Aliases')
    expect(config(template)).toMatchObject({ ViewerCertificate: { CloudFrontDefaultCertificate: true } })
    expect(template.Outputs.FeedsUrl?.Value).toBe('https://<Distribution.DomainName>')
    expect(config(atDomain)).toMatchObject({
      Aliases: ['feeds.example.com'],
      ViewerCertificate: { AcmCertificateArn: 'arn:aws:acm:us-east-1:1:certificate/1' },
    })
    expect(atDomain.Outputs.FeedsUrl?.Value).toBe('https://feeds.example.com')
    expect(atDomain.Resources.PublishLambdaFunction?.Properties.Environment).toMatchObject({
      Variables: { SITE_URL: 'https://feeds.example.com' },
    })
  })
})

describe('the alarms', () => {
  it.each([
    ['DeadLettersAlarm', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', '<DeadLetterQueue.QueueName>', 0],
    ['WaitingAlarm', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', '<UploadQueue.QueueName>', 15 * 60],
    ['ErrorsAlarm', 'AWS/Lambda', 'Errors', '<PublishLambdaFunction>', 0],
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
    const { Resources } = writeOut(again.template)
    expect(Resources.AlarmEmail?.Properties).toMatchObject({ Endpoint: 'desk@example.com', TopicArn: '<AlarmTopic>' })
    expect(template.Resources).not.toHaveProperty('AlarmEmail')
  })
})

describe('the template', () => {
  it("fits AWS's schemas, with a domain and without", async () => {
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

  it('refers to nothing that is not there', () => {
    const names = new Set([...Object.keys(template.Resources)])
    const missing = Object.entries(template.Resources).flatMap(([name, resource]) =>
      references(resource)
        .filter((reference) => !reference.startsWith('AWS::') && !names.has(reference))
        .map((reference) => `${name}: ${reference}`),
    )
    expect(missing).toEqual([])
  })

  it('can be created: nothing waits for itself', () => {
    const waiting = new Map(Object.entries(template.Resources).map(([name, resource]) => [name, references(resource)]))
    for (let created = 1; created > 0; ) {
      const ready = [...waiting].filter(([, needs]) => !needs.some((need) => waiting.has(need)))
      for (const [name] of ready) waiting.delete(name)
      created = ready.length
    }
    expect(Object.fromEntries(waiting)).toEqual({})
  })
})
