/**
 * The words of the pages in Chinese, in traditional characters.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Texts } from './texts.js'

export const zhHant: Texts = {
  language: 'zh-Hant',
  kinds: {
    site: { one: '全站', many: '全站' },
    category: { one: '分類', many: '分類' },
    tag: { one: '標籤', many: '標籤' },
    author: { one: '作者', many: '作者' },
    language: { one: '語言', many: '語言' },
  },
  home: '造訪網站',
  subscribe: {
    heading: '訂閱',
    explanation: '將下面任一網址加入閱讀器，新文章就會自動送達。三種格式內容相同，選擇閱讀器支援的一種即可。',
  },
  copy: '複製',
  copied: '已複製',
  latest: { heading: '最新文章', none: '這裡暫時沒有文章。現在訂閱，有新文章時就會收到。' },
  others: { heading: '更多訂閱源', all: '全部訂閱源', opml: '全部訂閱源（OPML）' },
  snippet: {
    heading: '用於網站頁面',
    explanation: '將以下程式碼加入網頁的 <head>，閱讀器便能從任一頁面的網址找到這個訂閱源。',
  },
  feeds: {
    heading: '全部訂閱源',
    explanation: '每個訂閱源都有自己的頁面，列出訂閱網址和最新文章。要一次訂閱全部，請將下面的清單匯入閱讀器。',
    more: (number) => `另有 ${number} 個。`,
  },
  date: (year, month, day) => `${year}年${month}月${day}日`,
}
