/**
 * What a command has around it: a terminal or a pipe, a clock, and Ctrl-C. Tests bring their own.
 */

export interface Surroundings {
  /** Writes to standard output. */
  readonly out: (text: string) => void
  /** Writes to standard error. */
  readonly err: (text: string) => void
  /** Whether standard error is a terminal, on which a line can be written over. */
  readonly isTerminal: boolean
  /** Columns of the terminal. */
  readonly columns: number
  /** The clock, in milliseconds since the Unix epoch. */
  readonly now: () => number
  /** The environment's variables: where S3 is, and with which credentials. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Version of the program. */
  readonly version: string
  /** The bundled lib/parse/parse-worker.ts. */
  readonly parseProgram: URL
  /** Folder that is taken where none is given. */
  readonly exampleFolder: string
  /** Folder in which a deployment notes what it made, one file a stage. */
  readonly deploymentsFolder: string
  /** Asks, and returns what was answered; undefined where there is nobody to ask. */
  readonly ask: (question: string) => Promise<string | undefined>
  /** Returns after so many milliseconds, or as soon as `until` is aborted. */
  readonly wait: (ms: number, until: AbortSignal) => Promise<void>
  /** Calls `stop` on Ctrl-C or when the process is asked to end. Returns what takes that back. */
  readonly onInterrupt: (stop: () => void) => () => void
}
