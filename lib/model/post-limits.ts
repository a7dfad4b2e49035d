/**
 * The limits of a post that settings can change: each with its name, its default, and the most it can be set to.
 *
 * A post past any of them is rejected with that reason; nothing is cut off in silence. In `_config.yml` a limit stands
 * under `broadsheet.limits`, its name in lower case with underscores: `post_bytes`, `title_length`.
 *
 * Constants and types only.
 */

export interface PostLimit {
  readonly default: number
  /** Beyond this a limit would protect nothing: memory, or the parser's stack, ends first. */
  readonly most: number
}

const limit = (normal: number, most: number): PostLimit => ({ default: normal, most })

/** Lengths are in UTF-16 code units. docs/posts.md says what each protects; tests/post/limits.test.ts shows each. */
export const POST_LIMITS = {
  /** Bytes of the object. A post of this size is a long book. */
  postBytes: limit(2_097_152, 16_777_216),
  /** Milliseconds that one post may take to parse, where it runs in a process that can be stopped. */
  parseMs: limit(10_000, 600_000),
  /** The front matter, delimiters included. */
  frontMatterLength: limit(65_536, 1_048_576),
  /** Lines of the front matter: gray-matter looks for comments in a way that costs lines times length. */
  frontMatterLines: limit(2_000, 20_000),
  /** Values of the front matter, those that aliases repeat included. */
  frontMatterValues: limit(10_000, 100_000),
  /** Lists and mappings inside one another. */
  frontMatterDepth: limit(64, 64),
  /** Aliases of YAML (`*name`): few people write any, and bombs are made of them. */
  frontMatterAliases: limit(100, 10_000),
  titleLength: limit(1_000, 10_000),
  /** A summary that front matter gives. */
  summaryLength: limit(10_000, 100_000),
  /** Categories and tags together. Each may have a feed. */
  terms: limit(100, 1_000),
  authors: limit(100, 1_000),
  /** A person's name, e-mail address or URL. */
  personLength: limit(1_000, 10_000),
  /** Recordings, and transcripts and persons of an episode. */
  enclosures: limit(100, 1_000),
  /** A slug, permalink or id, and the address that comes of it. */
  permalinkLength: limit(2_000, 8_000),
  /** Block quotes, lists and emphasis inside one another in Markdown. */
  markdownNesting: limit(100, 200),
  /** Pieces of Markdown's markup: what opens and what closes a paragraph, an emphasis, a cell. */
  markdownTokens: limit(200_000, 2_000_000),
  /** References to footnotes: each copies the list of all that was before. */
  footnotes: limit(1_000, 10_000),
  /** HTML elements inside one another. */
  htmlNesting: limit(256, 512),
  /** HTML elements: the parser repeats unclosed formatting in each new paragraph, so that a small text can grow. */
  htmlElements: limit(100_000, 1_000_000),
  /** All attributes of a post's HTML together, for the same reason. */
  htmlAttributesLength: limit(8_388_608, 67_108_864),
  /** An entry's content. References in Markdown, and relative links, make a post longer. */
  contentLength: limit(8_388_608, 67_108_864),
  /** Steps of Liquid: tags, outputs and texts rendered, each round of a loop counting again. */
  liquidSteps: limit(50_000, 1_000_000),
  /** Tags of Liquid inside one another, and includes inside includes. */
  liquidNesting: limit(50, 100),
  /** Text that Liquid writes, captures and includes counted. */
  liquidLength: limit(4_194_304, 67_108_864),
} as const satisfies Record<string, PostLimit>

export type PostLimitName = keyof typeof POST_LIMITS

export type PostLimits = Readonly<Record<PostLimitName, number>>

export const DEFAULT_POST_LIMITS: PostLimits = Object.fromEntries(
  Object.entries(POST_LIMITS).map(([name, { default: normal }]) => [name, normal]),
) as Record<PostLimitName, number>
