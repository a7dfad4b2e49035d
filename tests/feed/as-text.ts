/** The renderers with the bodies of documents as text, for tests that read them. */
import { renderFeed as feed } from '../../lib/feed/render-feed.js'
import type { FeedDocument } from '../../lib/model/feed-document.js'
import { renderDirectory as directory } from '../../lib/page/directory.js'
import { renderFeedPage as feedPage } from '../../lib/page/feed-page.js'

export type TextDocument = Omit<FeedDocument, 'body'> & { readonly body: string }

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Returns `document` with its body as text. Throws where that is no UTF-8. */
export function asText(document: FeedDocument): TextDocument {
  return { ...document, body: decoder.decode(document.body) }
}

export const renderFeed = (...given: Parameters<typeof feed>): TextDocument[] => feed(...given).map(asText)
export const renderFeedPage = (...given: Parameters<typeof feedPage>): TextDocument => asText(feedPage(...given))
export const renderDirectory = (...given: Parameters<typeof directory>): TextDocument[] =>
  directory(...given).map(asText)
