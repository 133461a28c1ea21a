import { refuse } from '../../src/core/result.ts'
import type { Color } from '../../src/core/routing/color.ts'
import { flagged, reasonNeeded, type CommandFlags } from './change.ts'
import { send, type Outcome } from './commands.ts'
import type { Connection } from './connection.ts'
import { sendAndWait, type AwaitableFlags } from './wait/after-command.ts'

/** Flags of `stage`. */
export interface StageFlags extends CommandFlags {
  readonly router?: string
  /** URL of the model environment. */
  readonly url: string
  readonly release: string
  /** Header names with the names of their secrets. */
  readonly header?: Readonly<Record<string, string>>
  readonly note?: string
  readonly replace?: true
}

/** Puts a release into the slot that is not live. */
export function stage(connection: Connection, flags: StageFlags): Outcome {
  const { url, release, header: headers = {}, note, replace = false, reason } = flags
  const body = { url, release, headers, note, replace, reason }
  return send(connection, 'stage', flagged(flags), body)
}

/** Flags of `apply`. */
export interface ApplyFlags extends CommandFlags {
  readonly replace?: true
}

/** Stages the release of `wrangler.toml` that stands in no slot. */
export function apply(connection: Connection, flags: ApplyFlags): Outcome {
  const { replace = false, reason } = flags
  return send(connection, 'apply', flagged(flags), { replace, reason })
}

/** Flags of `promote`. */
export interface PromoteFlags extends CommandFlags, AwaitableFlags {
  readonly force?: string
  readonly full?: true
}

/** Goes to the next step, or ends the bake, in the candidate's favour. */
export function promote(connection: Connection, flags: PromoteFlags): Outcome {
  const { reason = flags.force, force, full } = flags
  return sendAndWait(connection, 'promote', flagged(flags), { reason, force, full }, flags)
}

/** Lifts the quarantine. */
export async function forgive(
  connection: Connection,
  color: Color | undefined,
  flags: CommandFlags
): Outcome {
  const { reason } = flags
  if (reason === undefined)
    return refuse(reasonNeeded('To forgive', 'npm run bluegreen -- forgive'))
  return send(connection, 'forgive', flagged(flags), { color, reason })
}

/** Stops what goes forward by itself. */
export async function pause(connection: Connection, flags: CommandFlags): Outcome {
  const { reason } = flags
  if (reason === undefined) return refuse(reasonNeeded('A pause', 'npm run bluegreen -- pause'))
  return send(connection, 'pause', flagged(flags), { reason })
}

/** Lets go on what a pause has stopped. */
export function resume(connection: Connection, flags: CommandFlags): Outcome {
  return send(connection, 'resume', flagged(flags), { reason: flags.reason })
}

/** Sets the number of collectors per region that take the reports. */
export async function scaleCollectors(
  connection: Connection,
  perRegion: number,
  flags: CommandFlags
): Outcome {
  const { reason } = flags
  if (reason !== undefined) {
    return send(connection, 'collectors', flagged(flags), { perRegion, reason })
  }
  const command = `npm run bluegreen -- collectors ${perRegion}`
  return refuse(reasonNeeded('A change of the collectors', command))
}
