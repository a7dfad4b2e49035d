import { expect, test } from 'vitest'
import { renderReport } from '../../lib/report/render-report.js'
import { PROBLEMS_REPORTED_MAX, type Report } from '../../lib/report/report.js'
import { readCounts, renderStatusJson } from '../../lib/report/status-json.js'
import { REPORT } from './report.js'

const statusOf = (report: Report) => JSON.parse(renderStatusJson(report))

test('status.json says all that is known of each post', () => {
  expect(statusOf(REPORT)).toEqual({
    format: 1,
    title: 'Harbour Notes',
    settings: { inForce: true, problems: [] },
    counts: { published: 1234, scheduled: 1, drafts: 2, rejected: 1, warned: 1, newest: '2024-05-31T00:00:00Z' },
    rebuild: { stage: 'posts', begun: '2024-06-01T09:00:00Z', posts: 1000, feeds: 0 },
    rejected: {
      posts: [
        {
          key: '_posts/2024-06-01-tides.md',
          seen: '2024-06-01T10:30:00Z',
          published: true,
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
      more: false,
    },
    warned: {
      posts: [
        {
          key: '_posts/2024-05-31-gulls.md',
          seen: '2024-06-01T10:29:59.999Z',
          published: true,
          problems: [{ message: 'lang: "?" is no language', key: 'lang', line: 2 }],
        },
      ],
      more: false,
    },
  })
})

test('counts that are not known are null, and not nought', () => {
  const { counts: _, ...uncounted } = REPORT
  expect(statusOf(uncounted).counts).toBeNull()
})

test('of the problems of one post the first are shown, and the rest is counted', () => {
  const problems = Array.from({ length: PROBLEMS_REPORTED_MAX + 3 }, (_, at) => ({ message: `problem ${at}` }))
  const status = statusOf({ ...REPORT, settings: { problems, areInForce: true } })
  expect(status.settings.problems).toHaveLength(PROBLEMS_REPORTED_MAX)
  expect(status.settings.moreProblems).toBe(3)
})

test.each([
  ['with a newest post', REPORT.counts],
  ['of an empty site', { published: 0, scheduled: 0, drafts: 0, rejected: 0, warned: 0 }],
  ['that are not known', undefined],
] as const)('counts %s are read back as they were written', (_, counts) => {
  const { counts: __, ...uncounted } = REPORT
  expect(readCounts(renderStatusJson(counts === undefined ? uncounted : { ...uncounted, counts }))).toEqual(counts)
})

test.each(['', 'null', '{}', '{"format":1}', '{"format":2,"counts":{"published":1}}', '<html>'])(
  'no counts are read from %j',
  (text) => {
    expect(readCounts(text)).toBeUndefined()
  },
)

test('a key is told as it is, whatever is in it', () => {
  const [post] = REPORT.rejected.posts
  const key = '_posts/\u202e\u0007"<b>\ufffd泉.md'
  const rejected = { posts: post === undefined ? [] : [{ ...post, key }], hasMore: false }
  expect(statusOf({ ...REPORT, rejected }).rejected.posts[0].key).toBe(key)
})

test('the same report gives the same bytes', () => {
  expect(renderReport(structuredClone(REPORT))).toEqual(renderReport(REPORT))
})
