/**
 * A site of the posts that trip feed generators up, one fault each; its key says which.
 *
 * Not among them: titles that hold an HTML end tag, which the W3C validator takes for markup wherever they stand, and the
 * others that docs/decisions/0010-feed-and-slots.md names.
 */
import type { SourceFile } from './generated.js'

const SITE = `title: "Awkward & <b> bold ]]> “site”"
description: "\\u202Eright to left\\u202C & <script>alert(1) ]]>"
url: https://awkward.example
lang: he
timezone: America/St_Johns
author: {name: "A & B <desk>", email: "a+b@awkward.example", uri: "https://awkward.example/?a=b&c=<d>"}
broadsheet:
  window: {entries: 500, hours: 0}
  archive: yearly
  rights: "© \\"us\\" & <them>"
  podcast: {category: News}
`

/** By what is awkward about it: front matter beside a title, and the text. */
const POSTS: Readonly<Record<string, readonly [fields: string, text: string]>> = {
  'markup-in-the-title': ['title: "a <em> b & c < d ]]> e"', 'Text.'],
  'references-in-the-title': ['title: "&copy; &#60; &lt;b&gt; &bogus;"', 'Text.'],
  'controls-in-the-title': ['title: "a\\u0000b\\u0008c\\u001Bd\\uFFFEe\\u0085f"', 'Text.'],
  'only-white-space': ['title: "\\u00a0\\u2003"', 'Text.'],
  'bidirectional-marks': ['title: "\\u202Eabc\\u202C \\u2066x\\u2069"', '\u202Eabc\u202C'],
  'joined-emoji': ['title: "👨‍👩‍👧‍👦 🏴‍☠️ 🇩🇪"', '👩🏽‍🚀'],
  'long-title': [`title: "${'very '.repeat(190)}long"`, 'Text.'],
  'one-long-word': [`title: "${'x'.repeat(900)}"`, 'y'.repeat(5_000)],
  'cdata-ends-in-the-text': ['title: CDATA', ']]> ]]&gt; <![CDATA[ x ]]> <p>]]></p>'],
  'comments-and-instructions': ['title: Comments', '<!-- a -- b --> <?php echo 1 ?> <!DOCTYPE x> <p>after</p>'],
  'markup-never-closed': ['title: Open', '<div><p><b>bold <i>both</b> italic <table><tr><td>cell'],
  'scripts-and-handlers': [
    'title: XSS',
    '<img src=x onerror=alert(1)><svg onload=alert(1)><a href="jAvaScript:x">a</a>',
  ],
  'styles-and-forms': [
    'title: Forms',
    '<style>p{}</style><form action="/"><input name=a></form><p style="x:expression(1)">p</p>',
  ],
  'relative-addresses': [
    'title: Relative',
    '[a](../x) ![b](./y.png) [c](?q=1&r=2) [d](#e) <a href="//cdn.example/z">f</a>',
  ],
  'addresses-that-are-none': [
    'title: Addresses',
    '[a](http://[::1) ![b](https://exa mple/) <a href="%zz">c</a> <img src="data:x">',
  ],
  'addresses-in-other-scripts': ['title: IRI', '[a](https://例え.example/路径?问=答#段) ![b](/图片 1.png)'],
  'text-of-slots': ['title: "slot:0; slot:17;"', 'slot:1; "slot:2;" $& $1 $`'],
  'text-of-json': ['title: "\\": \\\\ \\u2028 \\u2029"', '\u2028"\\u0000"\\'],
  'no-text': ['title: Nothing', ''],
  'nothing-but-a-picture': ['title: Picture', '![](/a.png)'],
  'nothing-but-white-space': ['title: Space', ' \n\t\n\u00a0\n'],
  'terms-alike': [
    'title: Terms\ntags: [news, News, NEWS, "news ", ne ws, ne_ws, "caf\\u00e9", "cafe\\u0301", "&amp;", "&"]',
    'T.',
  ],
  'terms-of-punctuation': [
    'title: Punctuation\ntags: [".", "..", "/", "~", "%2F", "?", "#", "*", "<", "\\"", "\'", "\\\\", "C:\\\\x"]',
    'T.',
  ],
  'terms-of-markup': ['title: Marked terms\ncategories: ["<b>", "a & b", "]]>", "&lt;", "slot:3;"]', 'T.'],
  'term-as-long-as-it-gets': [`title: Long term\ntags: ["${'长'.repeat(80)}"]`, 'T.'],
  'authors-of-markup': ['title: Authors\nauthors: ["<a>", "B & C", "\\"D\\"", "E\\u0000F", "&lt;"]', 'T.'],
  'people-without-names': ['title: Nameless\nauthor: {email: nobody@awkward.example}', 'T.'],
  'address-with-everything': ['title: Permalink\npermalink: "/a b/ü/%25/\'x\'/(y)/[z]/{w}/"', 'T.'],
  'canonical-with-query': ['title: Canonical\ncanonical_url: "https://elsewhere.example/?a=1&b=<2>\\"3\\"#é"', 'T.'],
  'id-of-its-own': ['title: Id\nguid: "tag:awkward.example,2024:a?b=1&c=2"', 'T.'],
  'id-that-is-none': ['title: No id\nguid: "not an id"', 'T.'],
  'link-post-with-query': ['title: Link\nexternal_url: "https://elsewhere.example/?a=1&b=2"', 'T.'],
  'picture-with-query': ['title: Image\nimage: "/a.png?w=1&h=2"\nbanner: "/b c.png"', 'T.'],
  'picture-that-is-none': ['title: No image\nimage: "{{ site.logo }}"', 'T.'],
  'recording-of-no-length': ['title: Unmeasured\naudio: https://cdn.example/a.mp3', 'T.'],
  'recording-of-length-0': ['title: Zero\nenclosure: {url: /zero.mp3, length: 0}', 'T.'],
  'recording-with-everything': [
    'title: Episode\nenclosure: {url: "/é 1.mp3", length: 1, title: "a & b <c>", duration: "99:59:59"}\nepisode: 1\nexplicit: true\nguests: ["A & <B>"]\ntranscript: /t.vtt',
    'T.',
  ],
  'recordings-of-many-kinds': ['title: Kinds\nenclosures: [/a.mp3, /b.pdf, /c.zip, /d.epub, /e.jpg, /f.webm]', 'T.'],
  'language-of-its-own': ['title: لغة\nlang: ar-EG', 'مرحبا <bdo dir="ltr">abc</bdo>'],
  'language-that-is-none': ['title: Language\nlang: "x_y_z!"', 'T.'],
  'language-with-script': ['title: Script\nlang: zh-Hant-TW', '繁體'],
  'updated-before-published': ['title: Updated\nlast_modified_at: 2001-01-01', 'T.'],
  'old-as-the-web': ['title: Old\ndate: 1991-08-06 14:56:20 +0000', 'T.'],
  'hour-that-is-skipped': ['title: Skipped\ndate: "2024-03-10 02:30"', 'T.'],
  'hour-that-comes-twice': ['title: Twice\ndate: "2024-11-03 01:30"', 'T.'],
  'half-a-second': ['title: Half\ndate: "2024-05-01T10:00:00.500Z"', 'T.'],
  'the-same-second-1': ['title: Same\ndate: "2024-05-01 10:00:00"', 'T.'],
  'the-same-second-2': ['title: Same\ndate: "2024-05-01 10:00:00"', 'T.'],
  'the-same-second-3': ['title: Same\ndate: "2024-05-01 10:00:00"', 'T.'],
  'summary-of-markup': ['title: Summary\nsummary: "a < b & <i>c</i> ]]> &amp;"', 'T.'],
  'summary-alone': ['title: Brief\nfeed: {excerpt_only: true}', 'First.\n\nSecond.'],
  'rights-of-markup': ['title: Rights\ncopyright: "© <us> & co ]]>"', 'T.'],
  'wide-characters': ['title: "𠮷野家 𝔘𝔫𝔦𝔠𝔬𝔡𝔢"', '𠮷'],
  'combining-marks': [`title: "Z${'\u0351'.repeat(60)}algo"`, 'T.'],
  'expired-never': ['title: Never\nexpires: 9999-12-31', 'T.'],
}

/** Posts that are rejected, and hold up no other. */
const REJECTED: Readonly<Record<string, string>> = {
  '_posts/no-date.md': '---\ntitle: No date\n---\nText.\n',
  '_posts/2024-05-01-bad-yaml.md': '---\ntitle: "open\n---\nText.\n',
  '_posts/2024-05-01-bad-date.md': '---\ntitle: Date\ndate: 2024-02-30\n---\nText.\n',
}

/** Yields the site's files. */
export function* awkwardSite(): Generator<SourceFile> {
  yield { key: '_config.yml', body: SITE }
  yield { key: 'zero.mp3', body: '' }
  for (const [index, [name, [fields, text]]] of Object.entries(POSTS).entries()) {
    const date = /^date:/m.test(fields) ? '' : `date: 2024-05-02 10:00:${String(index % 60).padStart(2, '0')}\n`
    yield { key: `_posts/2024-05-02-${name}.md`, body: `---\n${fields}\n${date}---\n${text}\n` }
  }
  for (const [key, body] of Object.entries(REJECTED)) yield { key, body }
}
