/**
 * What each function may do, held against what its code does: the handlers are run over stores and a queue that note every
 * call, and what they note is what the packaged roles allow, with what Lambda itself needs to run them. A role that allows
 * less would fail when deployed; one that allows more is a hole.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { publishHandler, tickHandler } from '../../lib/lambda/handler.js'
import type { WorkQueue } from '../../lib/publish/work.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { post, SETTINGS, Site } from '../publish/site.js'
import { makeTemplate } from './packaging.js'
import { allowedPairs, statementsOf, type Template, writeOut } from './template.js'

const CONTENT = 'arn:<AWS::Partition>:s3:::broadsheet-dev-content-<AWS::AccountId>-<AWS::Region>'
const SITE = '<SiteBucket.Arn>'
const KEY = '_posts/2024-01-01-one.md'
const LAMBDA = { getRemainingTimeInMillis: () => 60_000 }

/** What Lambda does with a function's role for it: it takes messages from the queue, and keeps the log. */
const FOR_LAMBDA: Readonly<Record<string, readonly string[]>> = {
  PublishRole: [
    'sqs:ReceiveMessage <UploadQueue.Arn>',
    'sqs:DeleteMessage <UploadQueue.Arn>',
    'sqs:GetQueueAttributes <UploadQueue.Arn>',
    'logs:CreateLogStream <PublishLogGroup.Arn>',
    'logs:PutLogEvents <PublishLogGroup.Arn>',
  ],
  TickRole: ['logs:CreateLogStream <TickLogGroup.Arn>', 'logs:PutLogEvents <TickLogGroup.Arn>'],
}

const KEY_ARN = 'arn:aws:kms:eu-central-1:1:key/1'

let template: Template
/** Where the posts lie in a bucket that is there already, encrypted with a key of its owner's. */
let existing: Template
beforeAll(async () => {
  const made = [[], ['existingContentBucket=posts-of-the-desk', `contentKeyArn=${KEY_ARN}`]].map(makeTemplate)
  ;[template, existing] = (await Promise.all(made)).map(writeOut) as [Template, Template]
})

/** Returns what the role `name` allows. */
function allowedBy(name: string, { Resources }: Template): string[] {
  const { Policies = [], ManagedPolicyArns } = Resources[name]?.Properties ?? {}
  expect(ManagedPolicyArns, 'policies that are kept elsewhere').toBeUndefined()
  return allowedPairs(Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement))
}

/** Returns `store`, where every call is noted as the permission that S3 asks for it. */
function noting(store: ObjectStore, bucket: string, folders: readonly string[], needed: Set<string>): ObjectStore {
  const note = (action: string, key: string): void => {
    const folder = folders.find((prefix) => key.startsWith(prefix))
    if (folder === undefined) throw new Error(`${action} of a key that is in no folder: ${key}`)
    needed.add(`${action} ${bucket}/${folder}*`)
  }
  return {
    get: (key, ...get) => {
      note('s3:GetObject', key)
      return store.get(key, ...get)
    },
    head: (key) => {
      note('s3:GetObject', key)
      return store.head(key)
    },
    put: (key, body, options) => {
      note('s3:PutObject', key)
      if (options?.tags !== undefined) needed.add(`s3:PutObjectTagging ${bucket}/${key.replace(/[^/]*$/, '*')}`)
      return store.put(key, body, options)
    },
    delete: (key, ...remove) => {
      note('s3:DeleteObject', key)
      return store.delete(key, ...remove)
    },
    list: (options) => {
      needed.add(`s3:ListBucket ${bucket}`)
      return store.list(options)
    },
  }
}

/** A site whose functions note what they need. The queue takes work, and nobody does it. */
function noted(defaults: { url?: string } = {}) {
  const needed = new Set<string>()
  const queue: WorkQueue = {
    async send(items) {
      if (items.length > 0) needed.add('sqs:SendMessage <UploadQueue.Arn>')
    },
  }
  const site = new Site(({ content, site }) => ({
    content: noting(content, CONTENT, [''], needed),
    site: noting(site, SITE, ['public/', 'state/'], needed),
    defaults,
  }))
  const parts = { context: site.context, queue, contentBucket: 'content', report: () => {} }
  const publish = publishHandler(parts)
  const tick = tickHandler(parts)
  const hear = (...keys: readonly string[]): Promise<unknown> =>
    publish({ Records: keys.map((key) => ({ s3: { bucket: { name: 'content' }, object: { key } } })) }, LAMBDA)
  return { needed, site, hear, tick: () => tick({}, LAMBDA) }
}

/** A post's life, with a change of the settings: all that the publish function is ever asked. */
async function whatPublishNeeds(): Promise<Set<string>> {
  const { needed, site, hear } = noted()
  await site.content.put('_config.yml', SETTINGS)
  await site.content.put(KEY, post('One'))
  await hear('_config.yml', KEY)
  await site.content.put(KEY, post('Two', { date: '2024-02-02' }))
  await hear(KEY)
  await site.content.put('_config.yml', `${SETTINGS}broadsheet:\n  report: off\n`)
  await hear('_config.yml')
  await site.content.delete(KEY)
  await hear(KEY)
  return needed
}

/** Posts that come due and expire, one that was deleted meanwhile, and a site that got another address and settings. */
async function whatTickNeeds(): Promise<Set<string>> {
  const defaults = { url: 'https://d1.cloudfront.example' }
  const { needed, site, hear, tick } = noted(defaults)
  const gone = '_posts/2024-01-02-gone.md'
  await site.content.put('_config.yml', 'title: The Site\n')
  for (const key of [KEY, gone]) await site.content.put(key, post('Due', { date: '2024-07-01', expires: '2024-08-01' }))
  await hear('_config.yml', KEY, gone)
  needed.clear()
  await site.content.delete(gone)
  site.nowMs = Date.UTC(2024, 6, 2)
  await tick()
  await site.content.put('_config.yml', 'title: The Site\nbroadsheet:\n  report: off\n')
  defaults.url = 'https://feeds.example.com'
  site.nowMs = Date.UTC(2024, 7, 2)
  await tick()
  return needed
}

describe('each role allows what its function does, and nothing else', () => {
  it.each([
    ['PublishRole', whatPublishNeeds],
    ['TickRole', whatTickNeeds],
  ])('%s', async (name, whatItNeeds) => {
    const needed = [...(await whatItNeeds()), ...(FOR_LAMBDA[name] ?? [])].sort()
    expect(allowedBy(name, template)).toEqual(needed)
    const ofTheirs = needed.map((pair) => pair.replace(CONTENT, 'arn:<AWS::Partition>:s3:::posts-of-the-desk'))
    expect(allowedBy(name, existing)).toEqual([...ofTheirs, `kms:Decrypt ${KEY_ARN}`].sort())
  })

  it('and there are no others', () => {
    const ofType = (type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type)
    expect(ofType('AWS::IAM::Role').map(([name]) => name)).toEqual(Object.keys(FOR_LAMBDA))
    expect([...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::ManagedPolicy')]).toEqual([])
    const used = ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role)
    expect(used).toEqual(Object.keys(FOR_LAMBDA).map((name) => `<${name}.Arn>`))
  })
})

describe('no policy', () => {
  it('allows a wildcard action, every resource, or the whole world', () => {
    const allowing = statementsOf(template).filter(({ statement }) => statement.Effect === 'Allow')
    expect(allowing.length).toBeGreaterThan(5)
    for (const { name, statement } of allowing) {
      expect(
        [statement.Action].flat().filter((action) => action.includes('*')),
        name,
      ).toEqual([])
      expect([statement.Resource].flat(), name).not.toContain('*')
      expect(JSON.stringify(statement.Principal ?? ''), name).not.toContain('*')
      for (const all of ['NotAction', 'NotResource', 'NotPrincipal'])
        expect(Object.keys(statement), name).not.toContain(all)
    }
  })

  it('lets anybody but Lambda take a role', () => {
    for (const name of Object.keys(FOR_LAMBDA)) {
      expect(template.Resources[name]?.Properties).toMatchObject({
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      })
    }
  })
})
