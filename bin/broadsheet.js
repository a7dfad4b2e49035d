#!/usr/bin/env node
/**
 * The command `broadsheet`. What it runs is bundled from lib/cli/main.ts by scripts/bundle.js, which `npm ci` does.
 */
import { existsSync, readFileSync } from 'node:fs'
import module from 'node:module'
import { createInterface } from 'node:readline/promises'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const bundle = new URL('../dist/command-line/cli.mjs', import.meta.url)
if (!existsSync(bundle)) {
  console.error('error: Broadsheet is not built yet\n    run npm ci, or npm run build, in its folder')
  process.exit(1)
}

// Whoever reads along, such as head, may have seen enough.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit()
  throw error
})

// That the SDK will leave Node 20 behind is for whoever updates Broadsheet's packages, and nothing that its users can act on.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

// Node 22.1 and newer keep what they compiled, which is a third of every start.
module.enableCompileCache?.()

/** @type {typeof import('../lib/cli/main.js')} */
const { main } = await import(bundle.href)

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  columns: process.stderr.columns ?? 80,
  now: Date.now,
  environment: process.env,
  version: JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version,
  parseProgram: new URL('../dist/command-line/parse-worker.mjs', import.meta.url),
  exampleFolder: fileURLToPath(new URL('../examples/site', import.meta.url)),
  deploymentsFolder: fileURLToPath(new URL('../.broadsheet', import.meta.url)),
  async ask(question) {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
    const terminal = createInterface({ input: process.stdin, output: process.stderr })
    try {
      return await terminal.question(question)
    } finally {
      terminal.close()
    }
  },
  // Aborted is as good as over.
  wait: (ms, until) => setTimeout(ms, undefined, { signal: until }).catch(() => {}),
  onInterrupt(stop) {
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM'])
    // Once: whoever presses Ctrl-C again does not want to wait.
    for (const signal of signals) process.once(signal, stop)
    return () => {
      for (const signal of signals) process.off(signal, stop)
    }
  },
})
