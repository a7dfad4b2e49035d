/**
 * The words of the pages in English.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Texts } from './texts.js'

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]

export const en: Texts = {
  language: 'en',
  kinds: {
    site: { one: 'The whole site', many: 'The whole site' },
    category: { one: 'Category', many: 'Categories' },
    tag: { one: 'Tag', many: 'Tags' },
    author: { one: 'Author', many: 'Authors' },
    language: { one: 'Language', many: 'Languages' },
  },
  home: 'Visit the site',
  subscribe: {
    heading: 'Subscribe',
    explanation:
      'Give one of these addresses to your feed reader, and new posts come to you. All three carry the same, and every reader takes at least one of them.',
  },
  copy: 'Copy',
  copied: 'Copied',
  latest: {
    heading: 'Latest',
    none: 'There is nothing here at the moment. Whoever subscribes now will hear of the next post.',
  },
  others: { heading: 'More feeds', all: 'All feeds', opml: 'All feeds as OPML' },
  snippet: {
    heading: 'For the pages of the site',
    explanation: 'With these lines in their <head>, feed readers find this feed from the address of any page.',
  },
  feeds: {
    heading: 'All feeds',
    explanation:
      'Each of these has a page of its own, with its addresses and what was published last. To subscribe to all of them at once, give your feed reader this list.',
    more: (number) => `And ${number} more.`,
  },
  date: (year, month, day) => `${day} ${MONTHS[month - 1]} ${year}`,
}
