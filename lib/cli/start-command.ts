/**
 * `broadsheet start`: the product on a laptop, until Ctrl-C.
 */
import { relative } from 'node:path'
import { CONTENT_BUCKET, type Laptop, type LaptopEvent, SITE_BUCKET, startLaptop } from '../laptop/laptop.js'
import { Narrator } from './narrator.js'
import { Screen } from './screen.js'
import type { Surroundings } from './surroundings.js'

export interface StartOptions {
  /** Ports of the documents and of the S3 endpoint: where one is taken, the next free one is used. 0: any free one. */
  readonly port: number
  readonly s3Port: number
}

/** Starts the laptop for `folder`, and returns when it was interrupted and everything has ended. */
export async function startCommand(folder: string, options: StartOptions, around: Surroundings): Promise<void> {
  const screen = new Screen(around)
  let laptop: Laptop | undefined
  let narrator: Narrator | undefined
  let isIntroduced = false

  const onEvent = (event: LaptopEvent): void => {
    if (laptop !== undefined && !isIntroduced && isTimeToIntroduce(event)) {
      isIntroduced = true
      screen.say(...introduction(laptop, options))
    }
    narrator ??= new Narrator(screen, around.now, laptop?.url ?? '')
    narrator.tell(event)
  }

  let ignore = (): void => {}
  const interrupted = new Promise<void>((resolve) => {
    ignore = around.onInterrupt(resolve)
  })
  try {
    laptop = await startLaptop({ folder, ...options, parseProgram: around.parseProgram, now: around.now, onEvent })
    await laptop.settleAll()
    await interrupted
  } finally {
    ignore()
    await laptop?.close()
  }
  screen.say('Closed.')
}

/** Whether the addresses of the feeds answer, or will not soon, now that `event` has happened. */
function isTimeToIntroduce(event: LaptopEvent): boolean {
  return (
    event.kind === 'rebuilt' ||
    event.kind === 'givenUp' ||
    (event.kind === 'batch' && event.report.handled.settled.length > 0)
  )
}

function introduction({ folder, url, s3Url, port }: Laptop, options: StartOptions): string[] {
  const taken = options.port !== 0 && port !== options.port ? [`Port ${options.port} is taken, so it is ${port}.`] : []
  const s3Taken =
    options.s3Port !== 0 && !s3Url.endsWith(`:${options.s3Port}`)
      ? [`Port ${options.s3Port} for S3 is taken, so it is ${new URL(s3Url).port}.`]
      : []
  return [
    `Broadsheet watches ${nearName(folder)}`,
    ...taken,
    ...s3Taken,
    '',
    `  RSS        ${url}/rss.xml`,
    `  Atom       ${url}/atom.xml`,
    `  JSON Feed  ${url}/feed.json`,
    `  page       ${url}/`,
    `  all feeds  ${url}/feeds/`,
    '',
    `  S3         ${s3Url}, buckets ${CONTENT_BUCKET} and ${SITE_BUCKET}, for example`,
    `             aws --endpoint-url ${s3Url} --no-sign-request s3 cp 2026-01-31-hello.md s3://${CONTENT_BUCKET}/_posts/`,
    '',
    'Save a post in the folder or upload one, and see here what became of it. Ctrl-C ends this.',
    '',
  ]
}

/** Returns the shorter of the absolute and the relative name of `folder`. */
function nearName(folder: string): string {
  const near = relative(process.cwd(), folder) || '.'
  return near.length < folder.length ? near : folder
}
