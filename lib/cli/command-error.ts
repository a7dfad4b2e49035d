/** The command could not do what it was asked; its message, and the lines that explain it, are all that people need. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  constructor(
    message: string,
    readonly lines: readonly string[] = [],
  ) {
    super(message)
  }
}
