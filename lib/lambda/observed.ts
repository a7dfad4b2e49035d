/**
 * A handler as it is deployed: what breaks it is logged and thrown on, so that Lambda tries again and counts an error.
 *
 * Lambda logs what is thrown, message and all. So what is thrown says no more than a log may (`sayError`).
 */
import type { Invocation } from './handler.js'
import { sayError, sayErrorInWords } from './safe-error.js'

/** The batch was not done, and why, as far as a log may say. */
export class NotDoneError extends Error {
  override readonly name = 'NotDoneError'
}

/** Returns `handler`, with what breaks it said as a log may say it. */
export function observed<T>(
  handler: (event: unknown, lambda: Invocation) => Promise<T>,
): (event: unknown, lambda: Invocation) => Promise<T> {
  return async (event, lambda) => {
    try {
      return await handler(event, lambda)
    } catch (error) {
      const { writeLines } = await import('./powertools.js')
      const facts = { requestId: lambda.awsRequestId, ...sayError(error) }
      writeLines([{ level: 'ERROR', message: 'broken', facts }])
      throw new NotDoneError(`not done: ${inWords(error)}`)
    }
  }
}

function inWords(error: unknown): string {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error]
  return errors.map(sayErrorInWords).join('; ')
}
