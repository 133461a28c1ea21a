import { type Command, Option } from 'commander'
import { exitCodesHelp } from './codes.ts'
import { aliased, connecting } from './connection/connection-options.ts'
import { parseCount, parseDuration, parseHoldBack, parseSteps } from './parse-arguments.ts'

const examples = [
  'npx bluegreen init embed --path /embed --blue https://v1.models.example --green https://v2.models.example',
  'npx bluegreen check',
  'npx bluegreen check --env production',
  'npx bluegreen check --remote --router https://router.example.com',
  'npx bluegreen dev --port 18787',
  'npm run status',
  'npm run bluegreen -- stage chat --url https://v3.models.example --release v3 --header authorization=CHAT_KEY_V3',
  'npm run bluegreen -- verify chat --suite golden.json --against stable --warm-up 3',
  'npm run bluegreen -- verify chat --cancel --reason "the wrong suite"',
  'npm run bluegreen -- verification chat',
  'npm run bluegreen -- remove-suite chat --suite golden',
  'npm run bluegreen -- shadow chat 5% --for 30m --max 5/s',
  'npm run bluegreen -- shadow chat off',
  'npm run switch -- green --model chat --reason "tiny-gpt v2 passed its evaluation"',
  'npm run switch -- chat --force "blue is lost"',
  'npm run switch -- chat --reason "v3 passed" --steps 1%:10m,10%:10m,50% --hold-back 2%',
  'npm run switch -- chat --reason "v3 passed" --wait --timeout 1h',
  'npm run bluegreen -- wait chat --for completed --revision 42',
  'npm run bluegreen -- wait chat --for live=v3 --timeout 10m',
  'npm run bluegreen -- wait chat --for weight=10',
  'npm run bluegreen -- call chat /v1/models --color green',
  "npm run bluegreen -- call chat /v1/chat/completions -d @body.json -H 'authorization: Bearer …'",
  'npm run bluegreen -- preview chat --expires 1h',
  'npm run bluegreen -- promote chat',
  'npm run bluegreen -- promote chat --full',
  'npm run rollback -- --model chat',
  'npm run bluegreen -- forgive chat --reason "the fault was in the load balancer"',
  'npm run bluegreen -- pause chat --reason "a review"',
  'npm run bluegreen -- resume chat',
  'npm run bluegreen -- apply chat',
  'npm run history -- --model chat --limit 5',
  'npm run history -- chat --since 7d --rollouts',
  'npm run history -- chat --since 30d -o csv',
  'npm run history -- chat --verify',
  'npm run bluegreen -- token create --name ci --role releaser --models chat,embed',
  'npm run bluegreen -- notify test ops',
  'npm run bluegreen -- collectors 16 --model chat --reason "20,000 isolates"',
  'npm run switch -- green --model chat --break-glass --remote --reason "admin route is down"',
  'BLUEGREEN_URL=https://router.example.com BLUEGREEN_TOKEN=… npm run -s bluegreen -- status --json',
  'npx bluegreen switch green --model chat --reason "the same without npm run"',
] as const

/** The argument that names a model, and its help. */
export const modelArgument = ['[model]', 'the model, like --model'] as const

/** The examples of all commands, for the help. */
export const examplesHelp = `
Examples (npm run needs -- before the options, npx bluegreen does not):
  ${examples.join('\n  ')}
`

/** Adds the options of every command. */
export function common(command: Command): Command {
  return aliased(shared(command))
}

/** Adds the options of every command, also of one whose `--url` or `--header` is not the router's. */
export function shared(command: Command): Command {
  return connecting(
    command.option('-m, --model <name>', 'the model; optional when there is only one')
  )
    .option(
      '--by <name>',
      'author for the history (default: you, or the user that started the pipeline)'
    )
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', commandHelp(command.name()))
}

/** The examples of a command, and the exit codes. */
export function commandHelp(name: string): string {
  return `\nExamples (npm run needs -- before the options, npx bluegreen does not):\n  ${examplesOf(name)}\n${exitCodesHelp}`
}

/** Adds the options of every command that changes something. */
export function conditional(command: Command): Command {
  return reasoned(common(command))
}

/** Adds the reason of a change, and the revision that it depends on. */
export function reasoned(command: Command): Command {
  return command
    .option('-r, --reason <text>', 'reason for the history')
    .option(
      '--if-match <revision>',
      'current revision; the router answers 412 at another',
      parseCount
    )
}

/** Adds the option to go past the checks. */
export function forcible(command: Command): Command {
  return command.option('--force <reason>', 'go past the checks; the history keeps the reason')
}

/** The form of a list. */
export const outputOption = new Option('-o, --output <form>', 'text, json or csv').choices([
  'text',
  'json',
  'csv',
])

/** Ends a verification instead of starting one. */
export const cancelOption = new Option(
  '--cancel',
  'end the verification that is running'
).conflicts(['suite', 'against', 'warmUp', 'timeout'])

/** Adds the options to change colors without the router. */
export function breakable(command: Command): Command {
  return conditional(command)
    .option('--break-glass', 'write the pointer into KV with wrangler, without the router')
    .addOption(new Option('--local', 'break-glass on the local stack').conflicts('remote'))
    .addOption(new Option('--remote', 'break-glass on the deployment of wrangler.toml'))
    .addOption(
      new Option('--env <name>', 'the environment [env.<name>] of wrangler.toml').conflicts('local')
    )
    .option('--revision <n>', 'revision to write with break-glass, when KV lags behind', parseCount)
}

/** Adds the wait for the outcome. */
function awaitable(command: Command): Command {
  return limited(command).addOption(
    new Option('--wait [until]', 'wait for the outcome of the command, for CI')
      .choices(['completed', 'baking'])
      .preset('completed')
      .conflicts('breakGlass')
  )
}

/** Adds the time limit of a wait. */
export function limited(command: Command): Command {
  return command.option('--timeout <duration>', 'longest wait (default 1h)', parseDuration)
}

/** Adds the options of a switch. */
export function switchable(command: Command): Command {
  return awaitable(baked(stepwise(forcible(breakable(command)))))
}

/** Adds the options of a promotion. */
export function promotable(command: Command): Command {
  return awaitable(forcible(conditional(command))).option(
    '--full',
    'leave out the steps that are left: all calls, and the bake'
  )
}

/** Adds the way to all traffic. */
function stepwise(command: Command): Command {
  return command
    .addOption(
      new Option('--steps <plan>', 'shares and their times, such as 1%:10m,10%:10m,50%')
        .argParser(parseSteps)
        .conflicts('breakGlass')
    )
    .addOption(
      new Option('--at-once', 'all calls at once, although steps are configured').conflicts('steps')
    )
    .option(
      '--hold-back <share>',
      'share that stays on stable in the bake, such as 2%',
      parseHoldBack
    )
}

/** Adds the length of the bake. */
function baked(command: Command): Command {
  return command.option('--bake <duration>', 'length of the bake, such as 30m', parseDuration)
}

function examplesOf(name: string): string {
  const own = new RegExp(`(npm run (-s )?(bluegreen -- )?|npx bluegreen )${name} `)
  return examples.filter((example) => own.test(`${example} `)).join('\n  ')
}
