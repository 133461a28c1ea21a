import { InvalidArgumentError, type Command } from 'commander'
import { refuse } from '../../src/core/result.ts'
import { flagged, type CommandFlags } from './change.ts'
import { send, type Outcome } from './commands.ts'
import type { Connection } from './connection.ts'
import { failure } from './failure.ts'
import { conditional, forcible } from './options.ts'
import { parseDuration } from './parse-arguments.ts'
import type { actionsOf, CommonFlags } from './run-command.ts'

/** The words of `shadow`: a model, and a share or `off`, in either order. */
export interface ShadowWords {
  readonly model?: string
  /** Share of the calls in per cent; 0 for `off`. */
  readonly share?: number
}

/** Flags of `shadow`. */
interface ShadowFlags extends CommandFlags {
  /** Seconds after which it ends. */
  readonly for?: number
  /** Copies that an isolate sends in a second. */
  readonly max?: number
  readonly force?: string
}

/** Adds the command `shadow`. */
export function addShadow(
  bluegreen: Command,
  { onWords }: Pick<ReturnType<typeof actionsOf>, 'onWords'>
): void {
  forcible(conditional(bluegreen.command('shadow')))
    .description('copy a share of the calls to the release that waits, and compare its answers')
    .argument('[model-and-share...]', '[model] <share | off>', parseShadowWord)
    .option('--for <duration>', 'end it after 30m', parseDuration)
    .option('--max <rate>', 'copies that an isolate sends at most (default 20/s)', parseRate)
    .action(onWords<ShadowWords, CommonFlags & ShadowFlags>(shadow))
}

/** Adds a word to those before it. A word that is neither a number nor `off` is the model. */
export function parseShadowWord(word: string, known: ShadowWords = {}): ShadowWords {
  const share = shareOf(word)
  if (share !== undefined && known.share === undefined) return { ...known, share }
  if (share === undefined && known.model === undefined) return { ...known, model: word }
  throw new InvalidArgumentError('Name one model, and one share such as 5% or off, at most.')
}

/** Returns a rate such as `5/s` as a number per second. */
export function parseRate(text: string): number {
  const [, count] = /^(\d{1,4}(?:\.\d{1,2})?)(?:\/s)?$/.exec(text) ?? []
  if (Number(count) > 0) return Number(count)
  throw new InvalidArgumentError('It must be a rate such as 5/s.')
}

/** Copies a share of the calls to the release in the idle slot, or ends that. */
async function shadow(
  connection: Connection,
  { share, ...words }: ShadowWords,
  flags: ShadowFlags
): Outcome {
  const { reason, force } = flags
  if (share === undefined) {
    return refuse(failure('share_needed', 'Which share of the calls? Name one such as 5%, or off.'))
  }
  const options = flagged({ ...words, ...flags })
  if (share === 0) return send(connection, 'shadow', options, { reason })
  const body = { share, forSeconds: flags.for, maxPerSecond: flags.max, reason, force }
  return send(connection, 'shadow', options, body)
}

/** Returns a share in per cent: `5%`, `0.05`, `off`; undefined when the word is none. */
function shareOf(word: string): number | undefined {
  if (word === 'off') return 0
  const [, number, sign] = /^(\d{1,3}(?:\.\d{1,4})?)(%)?$/.exec(word) ?? []
  if (number === undefined) return undefined
  const share = sign === undefined ? Number(number) * 100 : Number(number)
  if (share >= 0.01 && share <= 100) return Number(share.toFixed(2))
  throw new InvalidArgumentError('A share is more than 0% and at most 100%, such as 5% or 0.05.')
}
