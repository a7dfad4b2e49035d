/**
 * How the parts of the content pipeline say, from deep inside a parser, that a post passes a limit. `renderContent`
 * catches it: nobody else sees it.
 */
export class ContentLimitError extends Error {
  override readonly name = 'ContentLimitError'
  /** `reason` completes "the content …". */
  constructor(readonly reason: string) {
    super(`the content ${reason}`)
  }
}
