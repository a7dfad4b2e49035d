/**
 * A function as Lambda runs it: the packaged zip in an empty folder, and a process that Lambda's runtime client starts.
 *
 * The runtime client is aws-lambda-ric from npm. Its install scripts compile a native module, which takes a C++ compiler and
 * cmake; so it is no dependency, and rapid-client.cjs stands in for that module. AWS_LAMBDA_RIC names the package's folder:
 *
 *     npm install --no-save --ignore-scripts --prefix <folder> aws-lambda-ric@4.0.2
 *     AWS_LAMBDA_RIC=<folder>/node_modules/aws-lambda-ric npm test
 */
import { spawn } from 'node:child_process'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unzipSync } from 'fflate'
import { type Said, startRuntimeApi } from './runtime-api.js'

export interface Lambda {
  /** Hands `event` to the function, and returns what Lambda hears of it. Throws where the process ends instead. */
  readonly invoke: (event: unknown) => Promise<Said>
  /** Returns what Lambda hears when the function starts and fails. */
  readonly failedStart: () => Promise<Said>
  /** What was written to the log so far. */
  readonly log: () => string
  readonly close: () => Promise<void>
}

/** Unpacks `zip` into `folder`, which need not be there. */
export async function unpack(zip: Uint8Array, folder: string): Promise<void> {
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), bytes)
  }
}

/** Copies the runtime client of `ric` to `folder`, with the stand-in beside it. */
export async function copyRuntimeClient(ric: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await cp(join(ric, 'index.mjs'), join(folder, 'index.mjs'))
  await cp(besides('rapid-client.cjs'), join(folder, 'rapid-client.node'))
}

/** Starts the runtime client in `client` with the function `name` that is unpacked in `task`. */
export async function startLambda(
  client: string,
  task: string,
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<Lambda> {
  const api = await startRuntimeApi()
  const args = ['--require', besides('load-as-javascript.cjs'), join(client, 'index.mjs')]
  const child = spawn(process.execPath, args, {
    cwd: task,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      AWS_LAMBDA_RUNTIME_API: api.address,
      LAMBDA_TASK_ROOT: task,
      _HANDLER: `dist/functions/${name}/index.handler`,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: `broadsheet-dev-${name}`,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/broadsheet-dev-${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: '2024/05/01/[$LATEST]0123456789abcdef',
      ...environment,
    },
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text
    })
  }
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  const ended = closed.then((): never => {
    throw new Error(`the function ended:\n${log}`)
  })
  // Whoever waits for the function hears of it; nobody else has to.
  ended.catch(() => {})
  return {
    log: () => log,
    invoke: (event) => Promise.race([api.invoke(event), ended]),
    // A process whose start failed says so before it ends.
    failedStart: () => Promise.race([api.heard(), ended]),
    async close() {
      child.kill('SIGKILL')
      await closed
      await api.close()
    },
  }
}

function besides(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}
