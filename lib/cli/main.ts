/**
 * The command line: which commands there are, what they take, and how a mistake is answered.
 *
 * Each command is loaded when it is asked for: what others need, such as servers and the S3 client, takes longer to load than
 * small sites take to build.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { FolderError } from '../laptop/find-folder.js'
import { PortError } from '../laptop/listen.js'
import { parseAddress } from '../settings/settings-schema.js'
import type { BuildOptions } from './build-command.js'
import type { CheckOptions } from './check-command.js'
import { CommandError } from './command-error.js'
import type { RebuildOptions } from './rebuild-command.js'
import { Screen } from './screen.js'
import type { StartOptions } from './start-command.js'
import type { Surroundings } from './surroundings.js'
import type { UploadOptions } from './upload-command.js'
import type { VerifyOptions } from './verify-command.js'

const IN_THE_ENVIRONMENT = '\nS3 and the credentials are those of the environment, as with the AWS tools.'

/** Runs the command line with `args`, the words after the program's name. Returns the exit code: 0, or 1 for a failure. */
export async function main(args: readonly string[], around: Surroundings): Promise<number> {
  const program = commandLine(around)
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    // Commander has said what there is to say: the version, the help, or a mistake with the help for it.
    if (error instanceof CommanderError) return error.exitCode
    const lines = explanation(error)
    if (lines === undefined) throw error
    new Screen(around).complain(...lines)
    return 1
  }
}

function commandLine(around: Surroundings): Command {
  const program = new Command('broadsheet')
    .description('Publishes RSS, Atom and JSON Feed documents from a folder of posts.')
    .version(around.version)
    .exitOverride()
    .configureOutput({ writeOut: around.out, writeErr: around.err, getErrHelpWidth: () => around.columns })
    .showHelpAfterError('Run it with --help to see what it takes.')

  program
    .command('start')
    .description('Watch a folder of posts, and serve its feeds on this machine until Ctrl-C.')
    .argument('[folder]', 'folder with _config.yml and _posts', around.exampleFolder)
    .addOption(portOption('--port <port>', 'port of the feeds', 4000))
    .addOption(portOption('--s3-port <port>', 'port of the S3 endpoint that posts can be uploaded to', 4001))
    .action(async (folder: string, options: StartOptions) => {
      const { startCommand } = await import('./start-command.js')
      await startCommand(folder, options, around)
    })

  program
    .command('build')
    .description('Write all feeds of a folder of posts into another folder.')
    .argument('<folder>', 'folder with _config.yml and _posts')
    .requiredOption('--out <folder>', 'folder that the feeds are written into')
    .option('--strict', 'fail when a post is rejected', false)
    .option('--no-pages', 'leave out the pages for people, where the folder has pages of its own')
    .option('--url <url>', 'address of the site where _config.yml says none', address)
    .action(async (folder: string, options: BuildOptions) => {
      const { buildCommand } = await import('./build-command.js')
      await buildCommand(folder, options, around)
    })

  program
    .command('check')
    .description('Show what posts would become, or why they would be rejected.')
    .argument('[files...]', 'posts, or folders of them; without any, those of this folder')
    .option('--url <url>', 'address of the site where _config.yml says none', address, 'http://localhost:4000')
    .action(async (files: string[], options: CheckOptions) => {
      const { checkCommand } = await import('./check-command.js')
      await checkCommand(files, options, around)
    })

  program
    .command('upload')
    .description('Bring the content bucket in line with a folder of posts: only what changed is uploaded.')
    .argument('<folder>', 'folder with _config.yml and _posts')
    .addOption(contentOption())
    .addOption(stageOption())
    .option('--delete', 'delete what is in the bucket and not in the folder', false)
    .option('--yes', 'delete without asking', false)
    .option('--dry-run', 'show what would be done, and do nothing', false)
    .option('--url <url>', 'address of the site where _config.yml says none', address)
    .addHelpText('after', IN_THE_ENVIRONMENT)
    .action(async (folder: string, options: UploadOptions) => {
      const { uploadCommand } = await import('./upload-command.js')
      await uploadCommand(folder, options, around)
    })

  program
    .command('rebuild')
    .description('Settle and publish all posts again; goes on where an earlier rebuild stopped.')
    .addOption(contentOption())
    .addOption(siteOption())
    .option('--queue <url>', "address of the queue, which does the work; default: the environment's QUEUE_URL")
    .addOption(stageOption())
    .option('--anew', 'begin with the first post, wherever an earlier rebuild stands', false)
    .option('--url <url>', 'address of the site where _config.yml says none', address)
    .addHelpText('after', `\nWithout a queue, the work is done here.${IN_THE_ENVIRONMENT}`)
    .action(async (options: RebuildOptions) => {
      const { rebuildCommand } = await import('./rebuild-command.js')
      await rebuildCommand(options, around)
    })

  program
    .command('verify')
    .description('Hold what is published against what a clean build would publish.')
    .addOption(contentOption())
    .addOption(siteOption())
    .addOption(stageOption())
    .option('--repair', 'settle and publish what differs', false)
    .option('--url <url>', 'address of the site where _config.yml says none', address)
    .addHelpText('after', IN_THE_ENVIRONMENT)
    .action(async (options: VerifyOptions) => {
      const { verifyCommand } = await import('./verify-command.js')
      await verifyCommand(options, around)
    })

  return program
}

function contentOption(): Option {
  return new Option('--content <bucket>', "bucket of the posts; default: the environment's CONTENT_BUCKET")
}

function siteOption(): Option {
  return new Option('--site <bucket>', "bucket of the feeds; default: the environment's SITE_BUCKET")
}

function stageOption(): Option {
  return new Option('--stage <stage>', 'what was deployed from here as this stage; default: the only one there is')
}

function portOption(flags: string, description: string, port: number): Option {
  return new Option(flags, `${description}; the next free one where it is taken`).default(port).argParser((text) => {
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
    throw new InvalidArgumentError('Expected a number from 0 to 65535; 0 is any free port.')
  })
}

function address(text: string): string {
  const parsed = parseAddress(text)
  if (parsed !== undefined) return parsed
  throw new InvalidArgumentError('Expected an address such as https://example.com.')
}

/** Returns what people need to know of `error`, or undefined where it is a fault of the program. */
function explanation(error: unknown): string[] | undefined {
  if (error instanceof CommandError) return [`error: ${error.message}`, ...error.lines]
  if (error instanceof FolderError) {
    return [`error: ${error.message}`, '    give the folder that holds _config.yml and, in _posts, the posts']
  }
  if (error instanceof PortError) return [`error: ${error.message}`, '    choose others with --port and --s3-port']
  return undefined
}
