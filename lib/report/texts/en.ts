/**
 * The words of `status.html` in English.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Texts } from './texts.js'

export const en: Texts = {
  language: 'en',
  heading: (title) => (title === undefined ? 'Status' : `Status of ${title}`),
  settings: {
    heading: 'There are mistakes in _config.yml',
    lastGoodStay: 'The last good settings stay in force until they are mended.',
    noneYet: 'Nothing is published until they are mended.',
  },
  counts: {
    heading: 'Posts',
    published: 'published',
    scheduled: 'scheduled',
    drafts: 'drafts',
    rejected: 'rejected',
    warned: 'with warnings',
    upTo: ['Counted up to the post of ', '.'],
    underWay: 'The posts are being counted.',
  },
  rebuild: {
    heading: 'Everything is being built anew',
    since: ['Begun ', '.'],
    handedOut: (posts, feeds) => `So far, posts handed out: ${posts}; feeds: ${feeds}.`,
  },
  rejected: {
    heading: 'Rejected',
    explanation: 'These posts could not be published as they are. Mend them, and upload them again.',
    none: 'No post is rejected.',
  },
  warned: {
    heading: 'Published with warnings',
    explanation: 'These posts are published. Something in each of them was left out, or was probably meant otherwise.',
  },
  lastGoodStands: 'Its last good version is still published.',
  seen: 'Seen ',
  place: (line, column) => (column === undefined ? `line ${line}` : `line ${line}, column ${column}`),
  hint: 'What to do: ',
  morePosts: (number) => (number === undefined ? 'And more.' : `And ${number} more.`),
  moreProblems: (number) => `And ${number} more in this file.`,
  asJson: 'The same as JSON',
}
