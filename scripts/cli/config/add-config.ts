import { type Command, Option } from 'commander'
import type { Outcome } from '../commands.ts'
import { commandHelp } from '../options.ts'
import { parseHeader, parsePort } from '../parse-arguments.ts'
import type { Tell } from '../run-command.ts'
import { check, type CheckFlags } from './check.ts'
import { dev, type DevFlags } from './dev.ts'
import { init, type InitFlags } from './init.ts'

const configOption = [
  '-c, --config <file>',
  'the configuration (default: wrangler.toml of this folder)',
] as const

/** The form of what the command prints. */
interface Form {
  readonly json?: true
  readonly output?: 'text' | 'json'
}

/** Adds the commands about `wrangler.toml`. Only `check --remote` and `dev` need a router. */
export function addConfig(bluegreen: Command, tell: Tell): void {
  const report = async (outcome: Outcome, { json, output }: Form) =>
    tell(await outcome, json === true || output === 'json')

  bluegreen
    .command('init')
    .description('write a model into wrangler.toml')
    .argument('<model>', 'its name: a-z, 0-9, ".", "-" and "_"')
    .option('--path <path>', 'path below the router (default: / and the name)')
    .requiredOption('--blue <url>', 'URL of the release that is live first')
    .requiredOption('--green <url>', 'URL of the other release')
    .option('--blue-release <label>', 'label of the release (default: its host)')
    .option('--green-release <label>', 'label of the release (default: its host)')
    .option('--header <name=SECRET>', 'header for both, and the NAME of its secret', parseHeader)
    .option('--health <path>', 'path of the health route, such as /healthz')
    .option('--env <name>', 'the environment of wrangler.toml')
    .option(...configOption)
    .option('--remove-demo', 'remove the models that npm start serves')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', () => commandHelp('init'))
    .action((name: string, flags: InitFlags & Form) => report(init(name, flags), flags))

  bluegreen
    .command('check')
    .description('find every mistake in wrangler.toml and in the local secrets')
    .option('--env <name>', 'the environment of wrangler.toml; it is checked as for a deploy')
    .option('--deploy', 'check it as for a deploy: no loopback origins')
    .option('--remote', 'compare it with the router, too')
    .option(...configOption)
    .option('--router <url>', 'the router (BLUEGREEN_URL; default http://127.0.0.1:8787)')
    .option('--url <url>', 'the same as --router')
    .option('--token <token>', 'token of the admin route (BLUEGREEN_TOKEN)')
    .addOption(new Option('-o, --output <form>', 'text or json').choices(['text', 'json']))
    .option('--json', 'the same as -o json')
    .addHelpText('after', () => commandHelp('check'))
    .action((flags: CheckFlags & Form) => report(check(flags), flags))

  bluegreen
    .command('dev')
    .description('run the router on this machine with the models of wrangler.toml')
    .option('--port <port>', 'port of the router (default 8787)', parsePort)
    .option(...configOption)
    .addHelpText('after', () => commandHelp('dev'))
    .action((flags: DevFlags) => report(dev(flags), {}))
}
