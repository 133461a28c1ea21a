import type { Command } from 'commander'
import { common, modelArgument, shared } from '../options.ts'
import { parseDuration } from '../parse-arguments.ts'
import type { actionsOf, CommonFlags } from '../run-command.ts'
import { call, type CallFlags } from './call.ts'
import {
  parseCallColor,
  parseCallTarget,
  parseHeaderLine,
  type CallTarget,
} from './call-arguments.ts'
import { preview, type PreviewFlags } from './preview.ts'

/** Adds the commands that reach a color without being counted: `call` and `preview`. */
export function addCalls(
  bluegreen: Command,
  { onModel, onWords }: ReturnType<typeof actionsOf>
): void {
  shared(bluegreen.command('call'))
    .option('--url <url>', 'the same as --router')
    .description('send one call to a color; print answer, color, release and time; no count has it')
    .argument('[model-and-path...]', '[model] [/path]', parseCallTarget)
    .option('--color <color>', 'blue, green, idle or live (default: live)', parseCallColor)
    .option('-d, --data <body>', 'body, or @file, or @- for the standard input')
    .option("-H, --header <'name: value'>", 'header of the call', parseHeaderLine)
    .option('-X, --request <method>', 'method (default: GET, and POST with --data)')
    .option('--timeout <duration>', 'longest wait (default 2m)', parseDuration)
    .action(onWords<CallTarget, CommonFlags & CallFlags>(call))

  common(bluegreen.command('preview'))
    .description('make a token with which calls reach the idle color; no count has them')
    .argument(...modelArgument)
    .option('--color <color>', 'blue, green, idle or live (default: idle)', parseCallColor)
    .option('--expires <duration>', 'validity (default 1h, 7d at most)', parseDuration)
    .option('-r, --reason <text>', 'reason for the history, such as the receiver')
    .action(onModel<CommonFlags & PreviewFlags>(preview))
}
