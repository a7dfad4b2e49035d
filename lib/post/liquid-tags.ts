/**
 * Jekyll's own tags: `highlight`, `post_url`, `link`, and `include` of what there is not.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import {
  type Context,
  type Emitter,
  IncludeTag,
  type Liquid,
  type Parser,
  Tag,
  type TagToken,
  type Template,
  type TopLevelToken,
} from 'liquidjs'
import { type LiquidSite, pathOfFile, pathOfPost } from './liquid-filters.js'

/** Gives `liquid` the tags. `warn` takes a sentence, and the line in the post. */
export function registerJekyllTags(
  liquid: Liquid,
  site: LiquidSite,
  hasInclude: (name: string) => boolean,
  warn: (message: string, line?: number) => void,
): void {
  const pathTag = (pathOf: (name: string) => string | undefined) =>
    class extends Tag {
      readonly #name: Template[]
      readonly #line: number | undefined

      constructor(token: TagToken, remaining: TopLevelToken[], engine: Liquid) {
        super(token, remaining, engine)
        // Jekyll lets the name hold outputs, as in {% link {{ page.next }} %}.
        this.#name = engine.parse(token.args.trim())
        this.#line = token.file === undefined ? token.getPosition()[0] : undefined
      }

      *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
        const name = String(yield this.liquid.renderer.renderTemplates(this.#name, context)).trim()
        const path = pathOf(name)
        if (path === undefined)
          warn(`the Liquid tag ${this.token.name} names no post: ${name.slice(0, 80)}`, this.#line)
        else emitter.write(path)
      }
    }
  liquid.registerTag(
    'post_url',
    pathTag((name) => pathOfPost(name, site)),
  )
  liquid.registerTag(
    'link',
    pathTag((name) => (/(?:^|\/)_posts\//.test(name) ? pathOfPost(name, site) : pathOfFile(name, site))),
  )
  liquid.registerTag('highlight', highlightTag())
  liquid.registerTag(
    'include',
    class extends IncludeTag {
      readonly #name: string
      readonly #line: number | undefined

      constructor(token: TagToken, remaining: TopLevelToken[], engine: Liquid, parser: Parser) {
        const [name = ''] = /^\s*\S+/.exec(token.args) ?? []
        super(token, remaining, engine, parser)
        this.#name = name.trim()
        this.#line = token.file === undefined ? token.getPosition()[0] : undefined
      }

      override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
        if (!this.#name.includes('{{') && !hasInclude(this.#name)) {
          warn(`there is no _includes/${this.#name.slice(0, 80)}, and the Liquid tag include makes nothing`, this.#line)
          return
        }
        yield* super.render(context, emitter)
      }
    },
  )
}

/**
 * Code with its language. What is in it is rendered, as in Jekyll, and shown as it is.
 *
 * Made when it is asked for, as are the other tags: bundles load Liquid for posts that have some.
 */
const highlightTag = () =>
  class extends Tag {
    readonly #language: string
    readonly #templates: Template[] = []

    constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
      super(token, remaining, liquid)
      this.#language = /^[\w.+#-]+/.exec(token.args.trim())?.[0] ?? ''
      const stream = parser.parseStream(remaining)
      stream
        .on('tag:endhighlight', () => stream.stop())
        .on('template', (template: Template) => this.#templates.push(template))
        .on('end', () => {
          throw new Error('the tag highlight is not closed')
        })
      stream.start()
    }

    *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
      const code = String(yield this.liquid.renderer.renderTemplates(this.#templates, context))
      const shown = code
        .replace(/^\s*\n|\s+$/g, '')
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
      const language = this.#language === '' ? '' : ` class="language-${this.#language.toLowerCase()}"`
      emitter.write(`<pre><code${language}>${shown}\n</code></pre>`)
    }
  }
