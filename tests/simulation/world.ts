/**
 * The world of one history: two buckets, a queue, authors, a clock, and handlers that run the real code.
 *
 * Every turn the dice choose: an author acts, the queue delivers, a handler's store call is let go on, or something
 * goes wrong. After a number of turns the storm is over, all that is left is handled, and the history ends.
 */
import { decodeEvent, encodeWork } from '../../lib/lambda/events.js'
import { publishHandler } from '../../lib/lambda/handler.js'
import { inlineParser } from '../../lib/parse/inline-parser.js'
import type { PublishContext } from '../../lib/publish/context.js'
import { inlineQueue } from '../../lib/publish/inline-queue.js'
import { nextDueMs, tick } from '../../lib/publish/tick.js'
import type { WorkQueue } from '../../lib/publish/work.js'
import { MemoryStore } from '../../lib/store/memory-store.js'
import type { ObjectStore } from '../../lib/store/object-store.js'
import { scheduledStore } from './mishaps.js'
import { type Plan, START_MS, type Weather } from './plan.js'
import { Dice } from './random.js'
import { Scheduler, settleDown } from './scheduler.js'

/** What is done otherwise when a protection is taken away, to see that the simulator notices. */
export interface Sabotage {
  /** The buckets as one handler sees them. */
  readonly buckets?: (buckets: Buckets, raw: Buckets) => Buckets
  /** Messages are acknowledged when they are taken, and not when they are done. */
  readonly acknowledgeFirst?: boolean
}

export interface Buckets {
  readonly content: ObjectStore
  readonly site: ObjectStore
}

interface Message {
  readonly id: string
  readonly body: string
  visible: boolean
}

interface Actor {
  readonly name: string
  readonly messages: readonly Message[]
  outOfTime: boolean
}

/** Turns with mishaps; and turns at all, past which something sticks. */
const STORM_TURNS = 600
const TURNS_MAX = 20_000
const HOUR_MS = 3_600_000
/** When histories end: everything scheduled is due. */
export const END_MS = START_MS + 48 * HOUR_MS

export const CONTENT_BUCKET = 'content'
/** How likely the queue delivers at a turn at which a handler could go on instead. */
const DELIVERY = 0.2
const PAUSE_TURNS_MAX = 60
const BATCH_MAX = 3

export class World {
  readonly content = new MemoryStore()
  readonly site = new MemoryStore()
  readonly scheduler = new Scheduler()
  /** Errors that no store mishap explains: the program's own. */
  readonly crashes: Error[] = []
  readonly #plan: Plan
  readonly #dice: Dice
  readonly #sabotage: Sabotage
  /** What is not acknowledged yet. */
  #queue: Message[] = []
  #sent = 0
  readonly #actors = new Map<string, Actor>()
  /** The turn at which a handler that pauses wakes up. */
  readonly #pauses = new Map<string, number>()
  #nowMs = START_MS
  #turn = 0
  #names = 0
  #acted = 0

  constructor(plan: Plan, sabotage: Sabotage = {}) {
    this.#plan = plan
    this.#dice = new Dice(plan.seed ^ 0x5eed)
    this.#sabotage = sabotage
  }

  /** Runs the history to its end. Returns false where it does not end. */
  async run(): Promise<boolean> {
    while (this.#turn++ < TURNS_MAX) {
      if (this.#isQuiet()) {
        if (this.#nowMs < END_MS) this.#nowMs = END_MS
        const due = await nextDueMs({ ...this.#context('end'), site: this.site })
        if (due === undefined || due > this.#nowMs) return true
        this.#startTick()
      }
      await this.#takeTurn()
    }
    return false
  }

  /** After the end: lets an hour pass, and ticks in peace. Returns what the clock shows. */
  async tickOnceMore(): Promise<number> {
    const nowMs = this.#nowMs + HOUR_MS
    const inPeace = { ...this.#context('end'), content: this.content, site: this.site, now: () => nowMs }
    await tick(inPeace, inlineQueue(inPeace))
    return nowMs
  }

  #weather(): Weather | undefined {
    return this.#turn < STORM_TURNS ? this.#plan.weather : undefined
  }

  #isQuiet(): boolean {
    return this.#acted === this.#plan.actions.length && this.#actors.size === 0 && this.#queue.length === 0
  }

  async #takeTurn(): Promise<void> {
    const dice = this.#dice
    const weather = this.#weather()
    if (weather !== undefined && dice.chance(0.02)) this.#nowMs += dice.below(4) * HOUR_MS
    if (weather !== undefined && dice.chance(0.005)) this.#startTick()
    if (weather !== undefined && this.#actors.size > 0 && dice.chance(weather.crash)) this.#crash()
    if (weather !== undefined && dice.chance(weather.redeliver)) this.#redeliver()

    const canAct = this.#acted < this.#plan.actions.length
    const deliverable = this.#queue.filter(({ visible }) => visible)
    const canDeliver = deliverable.length > 0 && this.#actors.size < this.#plan.handlersMax
    if (canAct && (dice.chance(this.#plan.haste) || (!canDeliver && this.scheduler.waiting.length === 0)))
      await this.#act()
    else if (canDeliver && (dice.chance(DELIVERY) || this.scheduler.waiting.length === 0)) this.#deliver(deliverable)
    else if (this.scheduler.waiting.length > 0) return this.#advance()
    await settleDown()
  }

  /** Lets one of the calls go on whose handlers do not pause; or its handler pauses now. */
  async #advance(): Promise<void> {
    const { waiting } = this.scheduler
    const awake: number[] = []
    for (let index = 0; index < waiting.length; index++)
      if (!this.#isPausing(waiting[index]?.actor ?? '')) awake.push(index)
    const index = awake.length === 0 ? this.#dice.below(waiting.length) : this.#dice.pick(awake)
    const actor = waiting[index]?.actor
    if (actor !== undefined && this.#dice.chance(this.#weather()?.pause ?? 0)) {
      this.#pauses.set(actor, this.#turn + this.#dice.below(PAUSE_TURNS_MAX))
      return
    }
    await this.scheduler.advance(index)
  }

  #isPausing(actor: string): boolean {
    return (this.#pauses.get(actor) ?? 0) > this.#turn
  }

  async #act(): Promise<void> {
    const action = this.#plan.actions[this.#acted++]
    if (action === undefined) return
    if (action.do === 'put') await this.content.put(action.key, action.text)
    else await this.content.delete(action.key)
    this.scheduler.tell(
      'author',
      `${action.do} ${action.key} ${action.do === 'put' ? JSON.stringify(action.text) : ''}`,
    )
    const copies = this.#dice.chance(this.#weather()?.duplicate ?? 0) ? 2 : 1
    const eventName = action.do === 'put' ? 'ObjectCreated:Put' : 'ObjectRemoved:Delete'
    const object = { key: encodeURIComponent(action.key) }
    const news = { Records: [{ eventSource: 'aws:s3', eventName, s3: { bucket: { name: CONTENT_BUCKET }, object } }] }
    for (let copy = 0; copy < copies; copy++) this.#send(JSON.stringify(news))
  }

  #send(body: string): void {
    this.#queue.push({ id: `m${this.#sent++}`, body, visible: true })
  }

  #acknowledge(done: readonly Message[]): void {
    this.#queue = this.#queue.filter((message) => !done.includes(message))
  }

  #deliver(messages: readonly Message[]): void {
    const dice = this.#dice
    const batch = new Set([dice.pick(messages)])
    while (batch.size < Math.min(BATCH_MAX, messages.length) && dice.chance(0.5)) batch.add(dice.pick(messages))
    const actor: Actor = { name: `h${this.#names++}`, messages: [...batch], outOfTime: false }
    for (const message of actor.messages) message.visible = false
    if (this.#sabotage.acknowledgeFirst) this.#acknowledge(actor.messages)
    this.#actors.set(actor.name, actor)
    this.scheduler.tell(actor.name, `takes ${actor.messages.map(describe).join(', ')}`)
    const handler = publishHandler({
      context: this.#context(actor.name),
      queue: this.#workQueue(actor.name),
      contentBucket: CONTENT_BUCKET,
      report: ({ failures }) => {
        for (const { error } of failures) this.#note(error)
      },
    })
    const Records = actor.messages.map(({ id, body }) => ({ messageId: id, body, eventSource: 'aws:sqs' }))
    const lambda = { getRemainingTimeInMillis: () => this.#remainingMs(actor) }
    handler({ Records }, lambda).then(
      (response) => this.#end(actor, new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))),
      (error) => {
        this.#note(error)
        this.#end(actor, new Set(actor.messages.map(({ id }) => id)))
      },
    )
  }

  #remainingMs(actor: Actor): number {
    if (this.#dice.chance(this.#weather()?.outOfTime ?? 0)) actor.outOfTime = true
    return actor.outOfTime ? 0 : 60_000
  }

  /** A handler has answered: what it did is acknowledged, and the rest becomes visible again. */
  #end(actor: Actor, failed: ReadonlySet<string>): void {
    if (!this.#actors.delete(actor.name)) return
    for (const message of actor.messages) message.visible ||= failed.has(message.id)
    this.#acknowledge(actor.messages.filter(({ id }) => !failed.has(id)))
    this.scheduler.tell(actor.name, failed.size === 0 ? 'done' : `done but for ${[...failed]}`)
  }

  #startTick(): void {
    const actor: Actor = { name: `t${this.#names++}`, messages: [], outOfTime: false }
    this.#actors.set(actor.name, actor)
    this.scheduler.tell(actor.name, `ticks at ${new Date(this.#nowMs).toISOString()}`)
    tick(this.#context(actor.name), this.#workQueue(actor.name)).then(
      () => this.#end(actor, new Set()),
      (error) => {
        this.#note(error)
        this.#end(actor, new Set())
      },
    )
  }

  #crash(): void {
    const actor = this.#dice.pick([...this.#actors.values()])
    this.#actors.delete(actor.name)
    this.scheduler.stop(actor.name)
    for (const message of actor.messages) message.visible = true
    this.scheduler.tell(actor.name, 'crashes')
  }

  /** The queue loses patience, and delivers again what a handler is still at. */
  #redeliver(): void {
    const hidden = this.#queue.filter(({ visible }) => !visible)
    if (hidden.length === 0) return
    const message = this.#dice.pick(hidden)
    message.visible = true
    this.scheduler.tell('queue', `${message.id} is visible again`)
  }

  #context(actor: string): PublishContext {
    const around = { scheduler: this.scheduler, dice: this.#dice, weather: () => this.#weather() }
    const scheduled = {
      content: scheduledStore(this.content, actor, 'content', around),
      site: scheduledStore(this.site, actor, 'site', around),
    }
    const { content, site } = this.#sabotage.buckets?.(scheduled, this) ?? scheduled
    return { content, site, parser: inlineParser(), now: () => this.#nowMs, defaults: {}, concurrency: 2 }
  }

  #workQueue(actor: string): WorkQueue {
    return {
      send: (items) =>
        this.scheduler.enqueue(actor, `send ${items.length}`, async () => {
          for (const item of items) this.#send(encodeWork(item))
        }),
    }
  }

  #note(error: Error): void {
    const expected = ['UnavailableError', 'PostponedError', 'ConflictError']
    if (!expected.includes(error.name)) this.crashes.push(error)
  }
}

function describe({ id, body }: Message): string {
  const [item] = decodeEvent({ Records: [{ messageId: id, body, eventSource: 'aws:sqs' }] }, CONTENT_BUCKET).items
  return `${id} ${JSON.stringify(item?.work)}`
}
