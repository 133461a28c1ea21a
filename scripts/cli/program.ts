import { Command, Option } from 'commander'
import { MAX_COLLECTORS } from '../../src/core/reporting/collector-shard.ts'
import { colors } from '../../src/core/routing/color.ts'
import { rollbackOf, switchOf, type ChangeFlags, type CommandFlags } from './change.ts'
import { addCalls } from './call/add-calls.ts'
import { exitCodesHelp } from './codes.ts'
import { addConfig } from './config/add-config.ts'
import { status } from './commands.ts'
import { addCompletion } from './completion/completion.ts'
import { connectionHelp } from './connection/connection-options.ts'
import { history, type HistoryFlags } from './history.ts'
import {
  breakable,
  cancelOption,
  common,
  conditional,
  examplesHelp,
  limited,
  modelArgument,
  outputOption,
  promotable,
  reasoned,
  shared,
  switchable,
} from './options.ts'
import {
  parseCollectors,
  parseCount,
  parseDuration,
  parseGoal,
  parseHeader,
  parseNamed,
} from './parse-arguments.ts'
import { addNotify } from './notify.ts'
import {
  apply,
  forgive,
  pause,
  promote,
  resume,
  scaleCollectors,
  stage,
  type ApplyFlags,
  type PromoteFlags,
  type StageFlags,
} from './release-commands.ts'
import { addShadow } from './shadow.ts'
import { removeSuite, verification, verify, type SuiteFlags, type VerifyFlags } from './verify.ts'
import { actionsOf, type CommonFlags, type Tell } from './run-command.ts'
import { addTokens } from './token.ts'
import { addVersion } from './version.ts'
import { wait, type WaitFlags } from './wait/wait.ts'

/** Returns the command line. It ends by throwing commander's error, and never ends the process. */
export function program(tell: Tell): Command {
  const bluegreen = new Command('bluegreen')
    .description('Shows and changes what is live, release by release.')
    .exitOverride()
    .showHelpAfterError('See --help for options and examples.')
    .addHelpText('after', `${examplesHelp}${connectionHelp}${exitCodesHelp}`)
  const actions = actionsOf(tell)
  addConfig(bluegreen, tell)
  addViews(bluegreen, actions)
  addReleases(bluegreen, actions)
  addShadow(bluegreen, actions)
  addTraffic(bluegreen, actions)
  addCalls(bluegreen, actions)
  addTokens(bluegreen, tell)
  addNotify(bluegreen, actions)
  addVersion(bluegreen, tell)
  addCompletion(bluegreen, tell)
  return bluegreen
}

type Actions = ReturnType<typeof actionsOf>

const namedArgument = '[model] [color]'

function addViews(bluegreen: Command, { onModel }: Actions): void {
  common(bluegreen.command('status'))
    .description('show the live color, its last change, and the health of both colors')
    .argument(...modelArgument)
    .action(onModel<CommonFlags>((connection, { model }) => status(connection, model)))

  common(bluegreen.command('verification'))
    .description('show the latest verification, case by case, and the stored suites')
    .argument(...modelArgument)
    .action(onModel<CommonFlags>((connection, { model }) => verification(connection, model)))

  common(bluegreen.command('history'))
    .description('list the changes: time, action, author, reason, evidence')
    .argument(...modelArgument)
    .option('--limit <n>', 'number of changes, newest first (default 20)', parseCount)
    .option('--before <entry>', 'only entries before that number', parseCount)
    .option('--since <duration>', 'only entries of the last 7d', parseDuration)
    .option('--rollouts', 'list whole rollouts, each with its result')
    .addOption(outputOption)
    .option('--verify', 'compute the hashes of the whole history again')
    .option('--expect-hash <hash>', 'with --verify: a hash of this history, noted before')
    .action(onModel<HistoryFlags>(history))

  limited(common(bluegreen.command('wait')))
    .description('wait for the outcome of a rollout, and print each change')
    .argument(...modelArgument)
    .requiredOption('--for <goal>', 'completed, baking, paused, weight=5, or live=v3', parseGoal)
    .option('--revision <n>', 'a revision of the rollout (default: the newest)', parseCount)
    .action(onModel<CommonFlags & WaitFlags>(wait))
}

function addReleases(bluegreen: Command, { onModel, onColor }: Actions): void {
  reasoned(shared(bluegreen.command('stage')))
    .description('put a release into the slot that is not live')
    .argument(...modelArgument)
    .requiredOption('--url <url>', 'URL of the model environment, on a host of the list origins')
    .requiredOption('--release <label>', 'label of the release')
    .option('--header <name=SECRET>', 'header and the NAME of its secret', parseHeader)
    .option('--note <text>', 'note that the status shows')
    .option('--replace', 'replace a release that is still of use')
    .action(onModel<StageFlags>(stage, ({ router }) => router))

  conditional(bluegreen.command('verify'))
    .description('send golden requests to the release that waits, and wait for the result')
    .argument('[model-and-color...]', namedArgument, parseNamed)
    .option('--suite <file>', 'a JSON file, or the name of a stored suite (default: all stored)')
    .addOption(new Option('--color <color>', 'the idle color').choices(colors))
    .addOption(new Option('--against <color>', 'compare with the answers of').choices(['stable']))
    .option('--warm-up <n>', 'calls before the first case, which nobody judges', parseCount)
    .option('--timeout <duration>', 'longest time of one call (default 60s)', parseDuration)
    .addOption(cancelOption)
    .action(onColor<VerifyFlags>(verify))

  conditional(bluegreen.command('remove-suite'))
    .description('remove a stored suite of golden requests')
    .argument(...modelArgument)
    .requiredOption('--suite <name>', 'name of the suite')
    .action(onModel<SuiteFlags>(removeSuite))

  conditional(bluegreen.command('apply'))
    .description('stage the release of wrangler.toml that stands in no slot')
    .argument(...modelArgument)
    .option('--replace', 'replace a release that is still of use')
    .action(onModel<ApplyFlags>(apply))

  conditional(bluegreen.command('forgive'))
    .description('lift the quarantine of a release that was rolled back')
    .argument('[model-and-color...]', namedArgument, parseNamed)
    .action(onColor<CommandFlags>(forgive))
}

function addTraffic(bluegreen: Command, { onModel, onColor, onNumber }: Actions): void {
  switchable(bluegreen.command('switch'))
    .description('send calls to a color, by default all to the idle one; the other stays warm')
    .argument('[model-and-color...]', namedArgument, parseNamed)
    .action(onColor<ChangeFlags>(switchOf))

  promotable(bluegreen.command('promote'))
    .description("go to the next step, or end the bake, in the candidate's favour")
    .argument(...modelArgument)
    .action(onModel<PromoteFlags>(promote))

  breakable(bluegreen.command('rollback'))
    .aliases(['abort', 'undo'])
    .description('go back to stable, or after a rollout to the previous release')
    .argument(...modelArgument)
    .action(onModel<ChangeFlags>(rollbackOf))

  conditional(bluegreen.command('pause'))
    .description('stop what goes forward by itself; rollbacks go on')
    .argument(...modelArgument)
    .action(onModel<CommandFlags>(pause))

  conditional(bluegreen.command('resume'))
    .description('end a pause')
    .argument(...modelArgument)
    .action(onModel<CommandFlags>(resume))

  conditional(bluegreen.command('collectors'))
    .description('set the number of collectors per region that take reports; 0: the coordinator')
    .argument('<count>', `0 to ${MAX_COLLECTORS}`, parseCollectors)
    .action(onNumber<CommandFlags>(scaleCollectors))
}
