/**
 * `npm run deploy` and `npm run remove` with an osls that notes what it is asked and tells the outputs of a stack, in the
 * words of the real one.
 */
import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readArguments } from '../../scripts/osls.js'
import { knownParameters, parameterFaults } from '../../scripts/parameters.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const OSLS = join(ROOT, 'node_modules/osls')
const OUTPUTS = {
  FeedsUrl: 'https://d111.cloudfront.net',
  DistributionDomain: 'd111.cloudfront.net',
  ContentBucketName: 'broadsheet-prod-content-1-eu-central-1',
  SiteBucketName: 'broadsheet-prod-site-1-eu-central-1',
  UploadQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/uploads',
  DeadLetterQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/dead',
}

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-osls-'))
})

afterEach(() => rm(folder, { recursive: true }))

/** Puts an osls on the path that ends `command` with `code`, and tells `outputs` when it is asked for them. */
async function bringOsls({
  outputs = OUTPUTS as Record<string, string>,
  code = 0,
}: {
  outputs?: Record<string, string>
  code?: number
} = {}): Promise<void> {
  const program = `#!/usr/bin/env node
    const { appendFileSync } = require('node:fs')
    const args = process.argv.slice(2)
    appendFileSync(${JSON.stringify(join(folder, 'asked'))}, args.join(' ') + '\\n')
    if (args[0] !== 'info') process.exit(${code})
    require(${JSON.stringify(join(OSLS, 'lib/utils/serverless-utils/log-reporters/node.js'))})
    require(${JSON.stringify(join(OSLS, 'lib/cli/write-service-outputs.js'))})(new Map([
      ['service', 'broadsheet'],
      ['\\nStack Outputs', Object.entries(${JSON.stringify(outputs)}).map(([key, value]) => key + ': ' + value)],
    ]))`
  await writeFile(join(folder, 'osls'), program)
  await chmod(join(folder, 'osls'), 0o755)
}

function run(script: 'deploy' | 'remove', ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const environment = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    BROADSHEET_DEPLOYMENTS: join(folder, 'deployments'),
    // The bundles that other tests look at stay as they are.
    BROADSHEET_DIST: join(folder, 'dist'),
  }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, 'scripts', `${script}.js`), ...args],
      { env: environment },
      (error, out, err) => {
        resolve({ code: Number(error?.code ?? 0), out, err })
      },
    )
  })
}

async function noteDeployment(): Promise<void> {
  await mkdir(join(folder, 'deployments'))
  await writeFile(join(folder, 'deployments/prod.json'), '{}')
}

const asked = async () => (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n')

describe('npm run deploy', () => {
  test('deploys, prints where everything is, and notes it', async () => {
    await bringOsls()
    const { code, out, err } = await run('deploy', '--stage', 'prod', '--region', 'eu-central-1')
    expect([code, err]).toEqual([0, ''])
    expect(await asked()).toEqual([
      'deploy --verbose --stage prod --region eu-central-1',
      'info --verbose --stage prod --region eu-central-1',
    ])
    expect(out).toBe(
      [
        '',
        'Deployed prod in eu-central-1.',
        '',
        '    RSS        https://d111.cloudfront.net/rss.xml',
        '    Atom       https://d111.cloudfront.net/atom.xml',
        '    JSON Feed  https://d111.cloudfront.net/feed.json',
        '    all feeds  https://d111.cloudfront.net/',
        '    status     https://d111.cloudfront.net/status.html',
        '    posts go to  s3://broadsheet-prod-content-1-eu-central-1',
        '',
        'Upload a folder of posts, with _config.yml at its root:',
        '',
        '    npx broadsheet upload <folder> --stage prod',
        '',
      ].join('\n'),
    )
    expect(JSON.parse(await readFile(join(folder, 'deployments/prod.json'), 'utf8'))).toEqual({
      contentBucket: OUTPUTS.ContentBucketName,
      siteBucket: OUTPUTS.SiteBucketName,
      queueUrl: OUTPUTS.UploadQueueUrl,
      deadLetterQueueUrl: OUTPUTS.DeadLetterQueueUrl,
      url: OUTPUTS.FeedsUrl,
      region: 'eu-central-1',
    })
  })

  test('says what a domain has to point to', async () => {
    await bringOsls({ outputs: { ...OUTPUTS, FeedsUrl: 'https://feeds.example.com' } })
    const { out } = await run(
      'deploy',
      '--param=domain=feeds.example.com',
      '--param=certificateArn=arn:aws:acm:us-east-1:123456789012:certificate/x',
    )
    expect(out).toContain('Point the DNS record of feeds.example.com to d111.cloudfront.net.')
  })

  test("names the region that was asked for where the queue's address does not, as with an emulator", async () => {
    await bringOsls({ outputs: { ...OUTPUTS, UploadQueueUrl: 'http://127.0.0.1:4566/1/uploads' } })
    const { out } = await run('deploy', '--stage', 'prod', '--region', 'eu-central-1')
    expect(out).toContain('Deployed prod in eu-central-1.')
    expect(JSON.parse(await readFile(join(folder, 'deployments/prod.json'), 'utf8')).region).toBe('eu-central-1')
  })

  test('with a mistake in its parameters calls nobody', async () => {
    await bringOsls()
    const { code, err } = await run('deploy', '--param', 'memory=2048', '--param', 'batchesMax=1')
    expect(code).toBe(1)
    expect(err).toBe(
      [
        'error: nothing was deployed',
        '    memory is no parameter: did you mean memoryMb?',
        '    batchesMax is 1: expected a whole number from 2 to 1000',
        '    docs/deploying.md says what each parameter is for',
        '',
      ].join('\n'),
    )
    await expect(asked()).rejects.toThrow('ENOENT')
  })

  test('that failed says so, and notes nothing', async () => {
    await bringOsls({ code: 3 })
    const { code, err } = await run('deploy')
    expect(code).toBe(3)
    expect(err).toContain('error: osls could not deploy')
    expect(await readdir(folder)).not.toContain('deployments')
  })
})

describe('npm run remove', () => {
  test('takes the stack away, forgets it, and says what is left', async () => {
    await bringOsls()
    await noteDeployment()
    const { code, out } = await run('remove', '--stage', 'prod')
    expect(code).toBe(0)
    expect(await asked()).toEqual(['info --verbose --stage prod', 'remove --stage prod'])
    expect(out).toContain(`    s3://${OUTPUTS.ContentBucketName}   the posts, and their old versions\n`)
    expect(out).toContain(`    aws s3 rb --force s3://${OUTPUTS.SiteBucketName}\n`)
    expect(await readdir(join(folder, 'deployments'))).toEqual([])
  })

  test('that failed keeps what is known of the stack', async () => {
    await bringOsls({ code: 1 })
    await noteDeployment()
    const { code, err } = await run('remove', '--stage', 'prod')
    expect(code).toBe(1)
    expect(err).toContain('error: osls could not take it away')
    expect(await readdir(join(folder, 'deployments'))).toEqual(['prod.json'])
  })
})

describe('parameters', async () => {
  const known = knownParameters(await readFile(join(ROOT, 'serverless.yml'), 'utf8'))
  const faultsOf = (...args: string[]) => {
    const read = readArguments(args, {})
    return [...read.faults, ...parameterFaults(read, known)]
  }

  test('are those of serverless.yml, with their defaults', () => {
    expect(known.get('timeoutSeconds')).toMatch(/^\d+$/)
    expect(known.get('domain')).toBe('')
    expect(known.get('priceClass')).toBe('PriceClass_All')
    expect(known.size).toBeGreaterThan(15)
  })

  test('are well as they are', () => {
    expect(faultsOf()).toEqual([])
    expect(faultsOf('--stage', 'prod', '-r', 'ap-southeast-1', '--param', 'memoryMb=2048')).toEqual([])
  })

  test.each([
    ['memoryMb=64', 'memoryMb is 64: expected a whole number from 128 to 10240'],
    ['timeoutSeconds=120', 'visibilitySeconds is 360: expected at least six times timeoutSeconds, 720'],
    ['batchWindowSeconds=0', 'batchWindowSeconds is 0: expected at least 1'],
    ['domain=feeds.example.com', 'domain and certificateArn belong together'],
    ['certificateArn=arn:aws:acm:eu-west-1:123456789012:certificate/x', 'in us-east-1, where CloudFront looks'],
    ['domain=https://feeds.example.com', 'expected a domain such as feeds.example.com'],
    ['contentBucket=My_Posts', 'contentBucket is My_Posts: expected the name of a bucket'],
    ['logDays=10', "expected one of CloudWatch's periods: 1, 3"],
    ['priceClass=All', 'expected PriceClass_100'],
    ['alarmEmail=me', 'alarmEmail is me: expected an e-mail address'],
    ['colour=blue', 'colour is no parameter; there are '],
    ['memoryMb', '--param memoryMb: write it as --param="name=value"'],
  ])('%s: %s', (param, said) => {
    expect(faultsOf('--param', param)[0]).toContain(said)
  })

  test.each([
    ['Prod', 'stage is Prod: expected lower-case letters'],
    ['a-very-long-name-of-a-stage', 'expected at most 16 characters'],
  ])('stage %s: %s', (stage, said) => {
    expect(faultsOf('--stage', stage, '--region', 'ap-southeast-1')[0]).toContain(said)
  })
})
