/**
 * What Broadsheet is measured beside: how each is found, what it is given, and how it is run.
 *
 * Each makes the feed of the site, of 60 categories and of 60 tags from the same files. bench/peers holds what each
 * needs for that. They are spared what they would do besides, as far as they can be: no pages for posts.
 */

import { existsSync } from 'node:fs'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CATEGORIES, categoryOf } from './corpus.js'
import type { Command } from './measure.js'
import { run } from './measure.js'

export interface Peer {
  readonly name: string
  /** What its figures do not include, or include besides. */
  readonly remark: string
  /** Says how to have it, where it is not there; undefined where it is. */
  readonly missing: () => Promise<string | undefined>
  /** Prepares `work` for building the site at `corpus` into `out`, and returns the command that builds it. */
  readonly prepare: (corpus: string, work: string, out: string) => Promise<Command>
}

/** Returns the peers, or those of them in whose names one of `wanted` is found; `root` is the project's folder. */
export function peers(root: string, wanted: readonly string[] = ['']): Peer[] {
  const isWanted = ({ name }: Peer): boolean => wanted.some((part) => name.toLowerCase().includes(part.toLowerCase()))
  return allPeers(root).filter(isWanted)
}

function allPeers(root: string): Peer[] {
  const from = join(root, 'bench/peers')
  const packages = join(from, 'node_modules')
  const npm = async (): Promise<string | undefined> =>
    existsSync(packages) ? undefined : 'not installed: npm install --prefix bench/peers'
  return [
    {
      name: 'plain script',
      remark: 'gray-matter, marked and feed: the same window as Broadsheet, three formats',
      missing: npm,
      prepare: async (corpus, _work, out) => ({
        name: 'plain script',
        program: process.execPath,
        args: [join(from, 'script/build.mjs'), join(corpus, '_posts'), out],
      }),
    },
    {
      name: 'Hugo',
      remark: 'newest 20 a feed, three formats',
      missing: () => whyNot('hugo', ['version'], 'apt-get install hugo'),
      prepare: async (corpus, work, out) => {
        await cp(join(from, 'hugo'), work, { recursive: true })
        await symlink(join(corpus, '_posts'), join(work, '_posts'))
        return {
          name: 'Hugo',
          program: 'hugo',
          args: ['--quiet', '--source', work, '--contentDir', join(corpus, '_posts'), '--destination', out],
        }
      },
    },
    {
      name: 'Jekyll with jekyll-feed',
      remark: 'newest 20 a feed, Atom alone, and it writes a page for every post',
      missing: () => whyNot('jekyll', ['--version'], 'apt-get install jekyll ruby-jekyll-feed'),
      prepare: async (corpus, work, out) => {
        await mkdir(work, { recursive: true })
        await cp(join(from, 'jekyll/_config.yml'), join(work, '_config.yml'))
        await symlink(join(corpus, '_posts'), join(work, '_posts'))
        const categories = Array.from({ length: CATEGORIES }, (_, index) => categoryOf(index).category)
        await writeFile(join(work, '_feed.yml'), `feed: { posts_limit: 20, tags: true, categories: [${categories}] }\n`)
        const configs = ['_config.yml', '_feed.yml'].map((name) => join(work, name)).join(',')
        return {
          name: 'Jekyll',
          program: 'jekyll',
          args: [
            'build',
            '--quiet',
            '--disable-disk-cache',
            '--source',
            work,
            '--destination',
            out,
            '--config',
            configs,
          ],
          // Debian's Jekyll reads Chinese posts only in an environment of UTF-8.
          env: { LC_ALL: 'C.UTF-8' },
        }
      },
    },
    {
      name: 'Eleventy with its RSS plugin',
      remark: 'newest 20 a feed, three formats',
      missing: npm,
      prepare: async (corpus, work, out) => {
        await cp(join(from, 'eleventy'), work, { recursive: true })
        await symlink(packages, join(work, 'node_modules'))
        await symlink(join(corpus, '_posts'), join(work, '_posts'))
        await writeFile(join(work, 'package.json'), '{ "type": "module" }')
        await writeFile(join(work, '.eleventyignore'), 'node_modules\n')
        const program = join(packages, '@11ty/eleventy/cmd.cjs')
        return { name: 'Eleventy', program: process.execPath, args: [program, `--output=${out}`], cwd: work }
      },
    },
  ]
}

async function whyNot(program: string, args: readonly string[], how: string): Promise<string | undefined> {
  try {
    await run({ name: program, program, args })
    return undefined
  } catch {
    return `not installed: ${how}`
  }
}
