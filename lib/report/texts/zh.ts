/**
 * The words of `status.html` in Chinese.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Texts } from './texts.js'

export const zh: Texts = {
  language: 'zh-Hans',
  heading: (title) => (title === undefined ? '发布状态' : `${title}：发布状态`),
  settings: {
    heading: '_config.yml 中有错误',
    lastGoodStay: '改正之前，上一份正确的设置继续有效。',
    noneYet: '改正之前，不会发布任何内容。',
  },
  counts: {
    heading: '文章',
    published: '已发布',
    scheduled: '定时发布',
    drafts: '草稿',
    rejected: '被拒绝',
    warned: '有警告',
    upTo: ['统计截至 ', ' 的文章。'],
    underWay: '正在统计文章数量。',
  },
  rebuild: {
    heading: '正在重新生成全部内容',
    since: ['开始时间：', '。'],
    handedOut: (posts, feeds) => `目前已派发文章 ${posts} 篇，订阅源 ${feeds} 个。`,
  },
  rejected: {
    heading: '被拒绝的文章',
    explanation: '以下文章目前无法发布。请改正后重新上传。',
    none: '没有被拒绝的文章。',
  },
  warned: {
    heading: '已发布但有警告的文章',
    explanation: '以下文章已经发布，但其中有些内容被略去，或者可能与作者的本意不符。',
  },
  lastGoodStands: '上一个正确的版本仍在发布。',
  seen: '发现时间：',
  place: (line, column) => (column === undefined ? `第 ${line} 行` : `第 ${line} 行，第 ${column} 列`),
  hint: '解决办法：',
  morePosts: (number) => (number === undefined ? '还有更多。' : `另有 ${number} 篇。`),
  moreProblems: (number) => `此文件中另有 ${number} 处问题。`,
  asJson: 'JSON 格式',
}
