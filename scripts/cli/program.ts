import { Command, InvalidArgumentError, Option } from 'commander'
import { colors, type Color } from '../../src/core/routing/color.ts'
import { MAX_COLLECTORS } from '../../src/core/reporting/collector-shard.ts'
import type { Result } from '../../src/core/result.ts'
import { changeOf, scaleCollectors, type ChangeFlags, type CommandFlags } from './change.ts'
import { exitCodesHelp } from './codes.ts'
import { history, status, type Outcome, type Report } from './commands.ts'
import { connectionOf, type Connection, type ConnectionOptions } from './connection.ts'
import type { Failure } from './failure.ts'

interface CommonFlags extends ConnectionOptions {
  readonly json?: true
  readonly model?: string
}

const examples = [
  'npm run status',
  'npm run switch -- green --model chat --reason "tiny-gpt v2 passed its evaluation"',
  'npm run rollback -- --model chat',
  'npm run history -- --model chat --limit 5',
  'npm run bluegreen -- collectors 16 --model chat --reason "20,000 isolates"',
  'npm run switch -- green --model chat --break-glass --remote --reason "admin route is down"',
  'BLUEGREEN_URL=https://router.example.com BLUEGREEN_TOKEN=… npm run -s bluegreen -- status --json',
  'npx bluegreen switch green --model chat --reason "the same without npm run"',
] as const

const examplesHelp = `
Examples (npm run needs -- before the options, npx bluegreen does not):
  ${examples.join('\n  ')}
`

/** Receives the outcome of a command. */
export type Tell = (outcome: Result<Report, Failure>, json: boolean) => void

/** Returns the command line. It ends by throwing commander's error, and never ends the process. */
export function program(tell: Tell): Command {
  const bluegreen = new Command('bluegreen')
    .description('Shows and changes the live color of a model.')
    .exitOverride()
    .showHelpAfterError('See --help for options and examples.')
    .addHelpText('after', `${examplesHelp}${exitCodesHelp}`)

  const run = async (flags: CommonFlags, command: (connection: Connection) => Outcome) => {
    const connection = connectionOf(flags, process.env)
    const outcome = connection.ok ? await command(connection.value) : connection
    tell(outcome, flags.json === true)
  }

  common(bluegreen.command('status'))
    .description('show the live color, its last change, and the health of both colors')
    .action((flags: CommonFlags) => run(flags, (connection) => status(connection, flags.model)))

  change(bluegreen.command('switch'))
    .description('send all calls to a color; the other one stays warm')
    .argument('<color>', colors.join(' or '), parseColor)
    .action((to: Color, flags: CommonFlags & ChangeFlags) =>
      run(flags, (connection) => changeOf(connection, { to }, flags))
    )

  change(bluegreen.command('rollback'))
    .description('go back to stable')
    .action((flags: CommonFlags & ChangeFlags) =>
      run(flags, (connection) => changeOf(connection, 'rollback', flags))
    )

  conditional(bluegreen.command('collectors'))
    .description('set the number of collectors per region that take reports; 0: the coordinator')
    .argument('<count>', `0 to ${MAX_COLLECTORS}`, parseCollectors)
    .action((collectors: number, flags: CommonFlags & CommandFlags) =>
      run(flags, (connection) => scaleCollectors(connection, collectors, flags))
    )

  common(bluegreen.command('history'))
    .description('list the changes: time, action, author, reason, evidence')
    .option('--limit <n>', 'number of changes, newest first', parseCount, 20)
    .action((flags: CommonFlags & { readonly limit: number }) =>
      run(flags, (connection) => history(connection, { model: flags.model, limit: flags.limit }))
    )
  return bluegreen
}

function common(command: Command): Command {
  return command
    .option('-m, --model <name>', 'the model; optional when there is only one')
    .option('--url <url>', 'the router (BLUEGREEN_URL; default http://127.0.0.1:8787)')
    .option(
      '--token <token>',
      'ADMIN_TOKEN of the router (BLUEGREEN_TOKEN; known for the local stack)'
    )
    .option(
      '--by <name>',
      'author for the history (default: you, or the user that started the pipeline)'
    )
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `\nExamples (npm run needs -- before the options, npx bluegreen does not):\n  ${examplesOf(command.name())}\n${exitCodesHelp}`
    )
}

function conditional(command: Command): Command {
  return common(command)
    .option('-r, --reason <text>', 'reason for the history')
    .option(
      '--if-match <revision>',
      'current revision; the router answers 412 at another',
      parseCount
    )
}

function change(command: Command): Command {
  return conditional(command)
    .option('--break-glass', 'write the pointer into KV with wrangler, without the router')
    .addOption(new Option('--local', 'break-glass on the local stack').conflicts('remote'))
    .addOption(new Option('--remote', 'break-glass on the deployment in wrangler.toml'))
    .option('--revision <n>', 'revision to write with break-glass, when KV lags behind', parseCount)
}

function parseColor(text: string): Color {
  const color = colors.find((known) => known === text)
  if (color === undefined) throw new InvalidArgumentError(`It must be ${colors.join(' or ')}.`)
  return color
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

function parseCollectors(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= MAX_COLLECTORS) return Number(text)
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${MAX_COLLECTORS}.`)
}

function examplesOf(name: string): string {
  const own = new RegExp(`(npm run (-s )?(bluegreen -- )?|npx bluegreen )${name} `)
  return examples.filter((example) => own.test(`${example} `)).join('\n  ')
}
