/** Modules as they are, where `scripts/soak.js` would put others in their place. */
declare module '*/render-feed.js?original' {
  export const renderFeed: typeof import('../../lib/feed/render-feed.js').renderFeed
}
declare module '*/feed-page.js?original' {
  export const renderFeedPage: typeof import('../../lib/page/feed-page.js').renderFeedPage
  export const feedPagePath: typeof import('../../lib/page/feed-page.js').feedPagePath
  export const PAGE_NAME: typeof import('../../lib/page/feed-page.js').PAGE_NAME
}
declare module '*/parse-post.js?original' {
  export const parsePost: typeof import('../../lib/post/parse-post.js').parsePost
}
declare module '*/parse-settings.js?original' {
  export const parseSettings: typeof import('../../lib/settings/parse-settings.js').parseSettings
}
