/**
 * `broadsheet rebuild`: settles and publishes everything again, through the queue where there is one, else in this
 * process; shows how far it is, and goes on where an earlier one stopped.
 */
import { GuardedParser } from '../parse/guarded-parser.js'
import { CONCURRENCY_DEFAULT, type PublishContext } from '../publish/context.js'
import type { Handled } from '../publish/handle.js'
import { startRebuild } from '../publish/rebuild.js'
import { rebuildHere } from '../publish/rebuild-here.js'
import { nextStepOf, type RebuildProgress, readRebuild } from '../publish/rebuild-progress.js'
import { readStandingSettings, type SettingsState, settleSettings } from '../publish/settings-state.js'
import type { RebuildStep, Work } from '../publish/work.js'
import { s3Client, siteBucketOptions } from '../store/s3-client.js'
import { S3Store } from '../store/s3-store.js'
import { CommandError } from './command-error.js'
import { type RebuildQueue, rebuildQueue } from './rebuild-queue.js'
import { Screen } from './screen.js'
import { storeFailure } from './store-failure.js'
import type { Surroundings } from './surroundings.js'
import { bucketOf, findTarget, type Target, type TargetOptions } from './target.js'
import { count, duration, problemLines } from './wording.js'

export interface RebuildOptions extends TargetOptions {
  /** Whether to begin anew where an earlier one stopped, or is under way. */
  readonly anew: boolean
}

/** Time between two looks at a rebuild that others carry out, in milliseconds. */
const LOOK_EVERY_MS = 2_000
/** A rebuild that nothing was heard of for so long, in milliseconds, has stopped: its step is tried more often. */
const SILENCE_MS_MAX = 15 * 60_000
/** Looks in a row that must find the queue empty: SQS counts by and by. */
const EMPTY_LOOKS = 3

/** Rebuilds, and returns when all is done. Throws `CommandError` where it stopped on the way. */
export async function rebuildCommand(options: RebuildOptions, around: Surroundings): Promise<void> {
  const target = findTarget(options, around)
  const screen = new Screen(around)
  const client = s3Client(target.environment)
  const parser = new GuardedParser({ program: around.parseProgram })
  const stores = {
    content: new S3Store({ client, bucket: bucketOf(target, 'content') }),
    site: new S3Store({ client, bucket: bucketOf(target, 'site'), ...siteBucketOptions(target.environment) }),
  }
  try {
    const standing = await readStandingSettings(stores.site)
    // What the functions work with: another address would be other settings.
    const url = standing === undefined ? target.url : standing.defaultUrl
    const context: PublishContext = {
      ...stores,
      parser,
      now: around.now,
      defaults: url === undefined ? {} : { url },
      concurrency: CONCURRENCY_DEFAULT,
      hubs: 'later',
    }
    const generation = generationOf(await settleSettings(context), screen)
    const before = await readRebuild(context.site)
    const step = nextStep(generation, before, options.anew, around.now(), screen)
    if (target.queueUrl === undefined) await here(step, context, around, screen)
    else await byQueue(step, before, context, target, around, screen)
  } catch (error) {
    throw storeFailure(error, ', and it goes on where it stopped')
  } finally {
    await parser.close()
    client.destroy()
  }
}

function generationOf({ settings, generation, problems }: SettingsState, screen: Screen): number {
  if (settings === undefined) {
    throw new CommandError(
      'nothing can be published: the settings in _config.yml cannot be used',
      problems.flatMap(problemLines),
    )
  }
  if (problems.length > 0) {
    screen.complain(
      '_config.yml has a mistake; the last good settings stay in force',
      ...problems.flatMap(problemLines),
    )
  }
  return generation
}

/** Returns the step to go on with: that at which an earlier rebuild under the same settings stands, or the first. */
function nextStep(
  generation: number,
  before: RebuildProgress | undefined,
  isAnew: boolean,
  nowMs: number,
  screen: Screen,
): RebuildStep {
  const standing = before?.generation === generation && !isAnew ? nextStepOf(before) : undefined
  if (standing !== undefined) {
    screen.say(`going on with the rebuild of ${new Date(standing.begunMs).toISOString()}: ${words(standing)} so far`)
    return standing
  }
  // Of two rebuilds the later one is told of, whatever this machine's clock says.
  const begunMs = Math.max(nowMs, (before?.begunMs ?? 0) + 1)
  const { rebuild } = startRebuild(generation, begunMs)
  if (rebuild === undefined) throw new Error('a rebuild begins with a step')
  return rebuild
}

async function here(step: RebuildStep, context: PublishContext, around: Surroundings, screen: Screen): Promise<void> {
  const startedMs = around.now()
  let settled = 0
  let rejected = 0
  const documents = new Set<string>()
  await rebuildHere(step, context, (handled: Handled) => {
    const posts = handled.settled.filter(({ record }) => record !== undefined)
    settled += posts.length
    rejected += posts.filter(({ record }) => record?.outcome === 'rejected').length
    for (const path of [...handled.published.written, ...handled.directory]) documents.add(path)
    screen.progress(() => `settled ${count(settled, 'post')}, wrote ${count(documents.size, 'document')}`)
  })
  screen.say(
    `${count(settled, 'post')} settled, ${rejected} rejected; ${count(documents.size, 'document')} written, in ${duration(around.now() - startedMs)}`,
  )
}

async function byQueue(
  step: RebuildStep,
  before: RebuildProgress | undefined,
  context: PublishContext,
  target: Target,
  around: Surroundings,
  screen: Screen,
): Promise<void> {
  const startedMs = around.now()
  const queue = rebuildQueue(target)
  const stop = new AbortController()
  const ignoreInterrupts = around.onInterrupt(() => stop.abort())
  try {
    const isUnderWay = before?.begunMs === step.begunMs && around.now() - before.seenMs < SILENCE_MS_MAX
    // A step that is on the queue twice would be done twice.
    if (!isUnderWay) await queue.send([{ rebuild: step } satisfies Work])
    const done = await watch(step, context, queue, around, screen, stop.signal)
    if (done === undefined) {
      screen.say('It goes on without this command; the same command shows how far it is.')
      return
    }
    screen.say(`${words(done)} handed out and done, in ${duration(around.now() - startedMs)}`)
    await complainOfDeadLetters(queue)
  } finally {
    ignoreInterrupts()
    queue.close()
  }
}

/** Returns how far the rebuild came when it was done and the queue empty; undefined where `stop` came first. */
async function watch(
  followed: RebuildStep,
  { site }: PublishContext,
  queue: RebuildQueue,
  around: Surroundings,
  screen: Screen,
  stop: AbortSignal,
): Promise<RebuildProgress | undefined> {
  let { begunMs } = followed
  let heardMs = around.now()
  let last = ''
  let emptyLooks = 0
  while (!stop.aborted) {
    const progress = await readRebuild(site)
    const waiting = await queue.waiting()
    if (progress !== undefined && progress.begunMs > begunMs) {
      screen.say('a newer rebuild has taken its place, and is shown from here on')
      begunMs = progress.begunMs
    }
    const isOurs = progress?.begunMs === begunMs
    const state = `${isOurs ? words(progress) : 'nothing yet'} handed out, ${count(waiting, 'message')} waiting`
    if (state !== last) heardMs = around.now()
    last = state
    screen.progress(() => state)
    emptyLooks = waiting === 0 ? emptyLooks + 1 : 0
    if (isOurs && progress.stage === 'done' && emptyLooks >= EMPTY_LOOKS) return progress
    if (around.now() - heardMs > SILENCE_MS_MAX) {
      throw new CommandError(`nothing was heard of the rebuild for ${SILENCE_MS_MAX / 60_000} minutes: ${state}`, [
        '    hint: docs/operating.md, "Dead letters", says where to look; run it again, and it goes on where it stopped',
      ])
    }
    await around.wait(LOOK_EVERY_MS, stop)
  }
  return undefined
}

async function complainOfDeadLetters(queue: RebuildQueue): Promise<void> {
  const dead = await queue.deadLetters()
  if (!dead) return
  throw new CommandError(
    `${count(dead, 'message')} could not be done and ${dead === 1 ? 'waits' : 'wait'} among the dead letters`,
    ['    hint: docs/operating.md, "Dead letters", says how to find out why, and how to send them again'],
  )
}

function words({ posts, feeds }: Pick<RebuildStep, 'posts' | 'feeds'>): string {
  return `${count(posts, 'post')} and ${count(feeds, 'feed')}`
}
