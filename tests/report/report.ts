/** A report to start from: one of each thing that a report can say. */
import type { Report } from '../../lib/report/report.js'

export const SEEN_MS = Date.UTC(2024, 5, 1, 10, 30)

export const REPORT: Report = {
  title: 'Harbour Notes',
  language: 'en',
  timeZone: 'Asia/Shanghai',
  settings: { problems: [], areInForce: true },
  counts: { published: 1234, scheduled: 1, drafts: 2, rejected: 1, warned: 1, newestMs: Date.UTC(2024, 4, 31) },
  rebuild: { begunMs: Date.UTC(2024, 5, 1, 9), stage: 'posts', posts: 1000, feeds: 0 },
  rejected: {
    posts: [
      {
        key: '_posts/2024-06-01-tides.md',
        seenMs: SEEN_MS,
        isShown: true,
        problems: [
          {
            message: 'date: 30 February does not exist',
            hint: 'write it as 2024-01-31',
            key: 'date',
            line: 3,
            column: 7,
            excerpt: 'date: 2024-02-30',
          },
        ],
      },
    ],
    hasMore: false,
  },
  warned: {
    posts: [
      {
        key: '_posts/2024-05-31-gulls.md',
        seenMs: SEEN_MS - 1,
        isShown: true,
        problems: [{ message: 'lang: "?" is no language', key: 'lang', line: 2 }],
      },
    ],
    hasMore: false,
  },
}
