/**
 * What every question is asked with.
 *
 * Types only.
 */

export interface BenchOptions {
  /** The project's folder. */
  readonly root: string
  /** Bundles a program of bench/ and returns its path. */
  readonly bundle: (name: string) => Promise<string>
  /** Bundles the command line as it is now and returns the path of its program, for Node. */
  readonly commandLine: () => Promise<string>
  /** Posts of the archives that are measured; without it, the question's own. */
  readonly sizes?: readonly number[]
  /** Names of the peers that are measured; without it, all that are installed. */
  readonly peers?: readonly string[]
  /** How often each thing is measured; without it, as the question needs. */
  readonly runs?: number
}
