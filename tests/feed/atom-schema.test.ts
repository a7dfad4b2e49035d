/** Every kept Atom document is one by the RELAX NG schema of RFC 4287, and the schema can say no. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SITE_FEED } from '../../lib/model/feed-id.js'
import { ANY_ENTRIES, SITES } from './any-entries.js'
import { renderFeed } from './as-text.js'
import { CASES } from './cases.js'
import { validateAtom } from './schemas.js'

const atomOf = (name: string) => {
  const { feed, entries, settings, links } = CASES[name] ?? {}
  if (feed === undefined || entries === undefined || settings === undefined) throw new Error(`no case ${name}`)
  return renderFeed(feed, entries, settings, links).filter(({ contentType }) => contentType.includes('atom'))
}

test.each(Object.keys(CASES))('%s', (name) => {
  const documents = atomOf(name)
  expect(documents.length).toBeGreaterThan(0)
  for (const { body } of documents) validateAtom(body)
})

const [ORDINARY = ''] = atomOf('ordinary').map(({ body }) => body)

test.each<[what: string, pattern: string | RegExp, instead: string]>([
  ['no id of the feed', /<id>[^<]*<\/id>/, ''],
  ['no title of an entry', /(<entry>\s*)<title>[^<]*<\/title>/, '$1'],
  ['two titles of an entry', /(<entry>\s*)(<title>[^<]*<\/title>)/, '$1$2$2'],
  ['a date that is none', /<updated>[^<]*/, '<updated>2024-02-30'],
  ['a category without a term', /<category term="[^"]*"|(<category [^>]*)term="[^"]*"/, '<category'],
  ['a link without an address', /<link rel="self" type="[^"]*" href="[^"]*"/, '<link rel="self"'],
  ['a media type that is none', 'type="text/html"', 'type="html"'],
  ['an element that Atom does not know', '<entry>', '<entry><description>text</description>'],
  ['an attribute that Atom does not know', '<entry>', '<entry lang="en">'],
  ['a person without a name', /<name>[^<]*<\/name>/, ''],
])('%s is an error', (_what, pattern, instead) => {
  const wrong = ORDINARY.replace(pattern, instead)
  expect(wrong).not.toBe(ORDINARY)
  expect(() => validateAtom(wrong)).toThrow()
})

test('whatever posts and sites say, their Atom documents are right by the schema', () => {
  fc.assert(
    fc.property(ANY_ENTRIES, SITES, (entries, settings) => {
      for (const { body, contentType } of renderFeed(SITE_FEED, entries, settings))
        if (contentType.includes('atom')) validateAtom(body)
    }),
    { numRuns: 200 },
  )
})

test('elements and attributes of other namespaces are extensions', () => {
  const extended = ORDINARY.replace('<entry>', '<entry xmlns:x="urn:x" x:a="1"><x:b/><x:c><x:d e="f">text</x:d></x:c>')
  expect(extended).not.toBe(ORDINARY)
  validateAtom(extended)
})
