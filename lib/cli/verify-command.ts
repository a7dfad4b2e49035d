/**
 * `broadsheet verify`: holds what is published against what a clean build would publish, and repairs it where asked to.
 */
import { GuardedParser } from '../parse/guarded-parser.js'
import { CONCURRENCY_DEFAULT, type PublishContext } from '../publish/context.js'
import { inlineQueue } from '../publish/inline-queue.js'
import { readStandingSettings } from '../publish/settings-state.js'
import { type Difference, type Verified, type VerifyStage, verify } from '../publish/verify.js'
import { s3Client, siteBucketOptions } from '../store/s3-client.js'
import { S3Store } from '../store/s3-store.js'
import { CommandError } from './command-error.js'
import { Screen } from './screen.js'
import { storeFailure } from './store-failure.js'
import type { Surroundings } from './surroundings.js'
import { bucketOf, findTarget, type TargetOptions } from './target.js'
import { count, duration, problemLines } from './wording.js'

export interface VerifyOptions extends TargetOptions {
  readonly repair: boolean
}

const STAGES: Readonly<Record<VerifyStage, string>> = {
  records: 'record',
  posts: 'post',
  feeds: 'feed',
  documents: 'document',
  placements: 'placement',
}

/** Verifies the two buckets. Throws `CommandError` where differences are left, or where it cannot be told. */
export async function verifyCommand(options: VerifyOptions, around: Surroundings): Promise<void> {
  const startedMs = around.now()
  const screen = new Screen(around)
  const verified = await verifyBuckets(options, around, screen)
  const { settings, counts, differences, remaining, garbage } = verified
  if (settings.settings === undefined) {
    const lines = settings.problems.flatMap(problemLines)
    throw new CommandError('nothing can be published: the settings in _config.yml cannot be used', lines)
  }
  for (const problem of settings.problems) screen.complain('_config.yml has a mistake', ...problemLines(problem))
  if (garbage > 0) {
    const fate = options.repair ? 'swept away' : 'harmless, and swept away by --repair'
    screen.say(`${count(garbage, 'placement does', 'placements do')} not count: ${fate}`)
  }
  const looked = (Object.keys(STAGES) as VerifyStage[]).map((stage) => count(counts[stage], STAGES[stage])).join(', ')
  screen.say(`looked at ${looked}, in ${duration(around.now() - startedMs)}`)
  if (differences === 0) screen.say('all is as a clean build would have it')
  else if (remaining === 0)
    screen.say(`${count(differences, 'difference')} repaired: all is as a clean build would have it`)
  else {
    const hint = options.repair
      ? '    hint: run it again when uploads have come to rest'
      : '    hint: repair with --repair'
    throw new CommandError(`${count(remaining, 'difference')} from a clean build`, [hint])
  }
}

async function verifyBuckets(options: VerifyOptions, around: Surroundings, screen: Screen): Promise<Verified> {
  const target = findTarget(options, around)
  const [content, site] = [bucketOf(target, 'content'), bucketOf(target, 'site')]
  const client = s3Client(target.environment)
  const parser = new GuardedParser({ program: around.parseProgram })
  const store = new S3Store({ client, bucket: site, ...siteBucketOptions(target.environment) })
  try {
    // What the functions work with, unless somebody says otherwise.
    const url = target.url ?? (await readStandingSettings(store))?.defaultUrl
    const context: PublishContext = {
      content: new S3Store({ client, bucket: content }),
      site: store,
      parser,
      now: around.now,
      defaults: url === undefined ? {} : { url },
      concurrency: CONCURRENCY_DEFAULT,
      hubs: 'later',
    }
    return await verify(context, {
      ...(options.repair ? { repair: inlineQueue(context) } : {}),
      onDifference: (difference) => screen.say(...told(difference)),
      onProgress: (stage, done) => screen.progress(() => `looked at ${count(done, STAGES[stage])}`),
    })
  } catch (error) {
    throw storeFailure(error, ', once the store answers')
  } finally {
    await parser.close()
    client.destroy()
  }
}

function told({ key, found, of, reason, isRepaired }: Difference): string[] {
  const whose = of === undefined ? '' : `, of ${of}`
  const outcome = isRepaired === undefined ? '' : isRepaired ? ', repaired' : ', not repaired'
  const line = `${found}: ${key}${whose}${outcome}`
  return reason === undefined ? [line] : [line, `    ${reason}`]
}
