import { other, type Color } from '../../src/core/routing/color.ts'
import { liveOf } from '../../src/core/routing/pointer.ts'
import { parseBreakGlassNote } from '../../src/core/rollout/break-glass-note.ts'
import { asPlainLine } from '../../src/core/rollout/plain-line.ts'
import { ok, refuse } from '../../src/core/result.ts'
import { breakGlass, type BreakGlassResult, type TargetColor } from './break-glass.ts'
import { send, type Outcome, type Report } from './commands.ts'
import { portOf, type Connection } from './connection.ts'
import { failure, type Failure } from './failure.ts'
import type { KvTarget } from './pointer-in-kv.ts'
import { sendAndWait, type AwaitableFlags } from './wait/after-command.ts'

/** Flags of every command that changes something. */
export interface CommandFlags {
  readonly model?: string
  readonly reason?: string
  readonly ifMatch?: number
}

/** Flags of `switch` and `rollback`. */
export interface ChangeFlags extends CommandFlags, AwaitableFlags {
  readonly force?: string
  readonly bake?: number
  readonly steps?: { weight: number; seconds?: number }[]
  readonly atOnce?: true
  /** In per cent. */
  readonly holdBack?: number
  readonly breakGlass?: true
  readonly local?: true
  readonly remote?: true
  /** Environment of `wrangler.toml`. */
  readonly env?: string
  readonly revision?: number
}

/** Sends traffic to a color, the idle one when `to` is undefined: all of it, or step by step. */
export async function switchOf(
  connection: Connection,
  to: Color | undefined,
  flags: ChangeFlags
): Outcome {
  if (flags.breakGlass === true) {
    if (to !== undefined) return breakGlassOf(connection, { to }, flags)
    return refuse(failure('color_needed', 'Which color? Break-glass needs one: blue or green.'))
  }
  const refused = breakGlassOnly(flags)
  if (refused !== undefined) return refuse(refused)
  const { reason, force, steps, atOnce, holdBack } = flags
  if (reason === undefined && force === undefined) {
    return refuse(reasonNeeded('A switch', `npm run switch -- ${to ?? '<color>'}`))
  }
  const body = { to, reason, force, bakeSeconds: flags.bake, steps, atOnce, holdBack }
  return sendAndWait(connection, 'switch', flagged(flags), body, flags)
}

/** Goes back to stable, or to the previous release. */
export async function rollbackOf(connection: Connection, flags: ChangeFlags): Outcome {
  if (flags.breakGlass === true) return breakGlassOf(connection, 'rollback', flags)
  const refused = breakGlassOnly(flags)
  if (refused !== undefined) return refuse(refused)
  return send(connection, 'rollback', flagged(flags), { reason: flags.reason })
}

function breakGlassOnly({ local, remote, env, revision }: ChangeFlags): Failure | undefined {
  const given = [local, remote, env, revision].some((flag) => flag !== undefined)
  if (!given) return undefined
  return failure('break_glass_only', '--local, --remote, --env and --revision need --break-glass.')
}

/** Returns the model of a command, and the revision that the router must be at. */
export function flagged({ model, ifMatch }: CommandFlags) {
  return { model, ifMatch }
}

/** Returns the failure of a command that lacks its reason. */
export function reasonNeeded(what: string, command: string): Failure {
  const hint = `Say why: ${command} --reason "…"`
  return failure('reason_needed', `${what} needs a reason.`, hint)
}

async function breakGlassOf(
  connection: Connection,
  target: TargetColor,
  flags: ChangeFlags
): Outcome {
  if (flags.ifMatch !== undefined) {
    const message =
      '--if-match does not work in KV: break-glass writes the revision after the one in KV.'
    return refuse(failure('no_if_match', message))
  }
  const kv = kvTargetOf(connection, flags)
  if (kv === undefined) {
    const message = 'Which KV? Break-glass writes that of the deployment, or that of a local stack.'
    const hint = 'Add --remote (with --env for an environment of wrangler.toml) or --local.'
    return refuse(failure('target_needed', message, hint))
  }
  const { model, revision, reason = 'break-glass' } = flags
  const { by } = connection
  if (parseBreakGlassNote({ by, reason }) === undefined) {
    const message = `The router would not show this author and reason: ${asPlainLine(`${by}: ${reason}`)}.`
    const hint = 'Give one line of visible characters, and --by without a name of the router.'
    return refuse(failure('bad_note', message, hint))
  }
  const result = await breakGlass({ kv, model, target, revision, reason, by })
  return result.ok ? ok(reportOf(result.value, kv)) : result
}

/**
 * Returns the KV to write to; undefined when no flag names it. The address of the router does not
 * decide: its default is this machine, and a switch of the wrong KV would look like a success.
 */
function kvTargetOf(
  { url }: Connection,
  { local, remote, env }: ChangeFlags
): KvTarget | undefined {
  if (local === true) return { kind: 'local', routerPort: portOf(new URL(url)) }
  return remote === true ? { kind: 'remote', env } : undefined
}

function reportOf({ model, pointer }: BreakGlassResult, kv: KvTarget): Report {
  const live = liveOf(pointer)
  const env = kv.kind === 'remote' ? kv.env : undefined
  const ofEnv = env === undefined ? '' : ` of [env.${env}]`
  const where = kv.kind === 'local' ? 'the local KV' : `the KV of the deployment${ofEnv}`
  const flags = [`--${kv.kind}`, ...(env === undefined ? [] : [`--env ${env}`])].join(' ')
  const text = [
    `${model}: ${where} now holds ${live} (${asPlainLine(pointer.slots[live].release)}), revision ${pointer.revision}`,
    '  Isolates follow from KV within about a minute; the coordinator adopts it at its next read.',
    `  ${live} is stable now: there is no automatic rollback until the next switch.`,
    `  Watch the revision in the response field x-bluegreen. If it stays above ${pointer.revision}, KV lagged behind:`,
    '  run this again with --revision and a higher number.',
    `  Undo with: npm run switch -- ${other(live)} --break-glass ${flags} --model ${model}`,
  ]
  return { text: text.join('\n'), json: { model, kv: kv.kind, pointer } }
}
