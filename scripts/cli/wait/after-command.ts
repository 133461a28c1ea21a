import { ok } from '../../../src/core/result.ts'
import type { Changed } from '../../../src/control-plane/admin/answers.ts'
import type { CommandBodies } from '../admin-client.ts'
import { sendCommand, type ChangeOptions, type Outcome } from '../commands.ts'
import type { Connection } from '../connection.ts'
import { print, printAside } from '../screen/print.ts'
import { showChanged } from '../show-changed.ts'
import type { Goal } from './progress.ts'
import { orderOf, waitFor } from './wait.ts'

/** Flags of a command that may wait for its outcome. */
export interface AwaitableFlags {
  readonly wait?: 'completed' | 'baking'
  /** Seconds. */
  readonly timeout?: number
  readonly json?: true
}

/** Sends a command and, if the flags say so, waits for what becomes of the revision that it made. */
export async function sendAndWait<Name extends 'switch' | 'promote'>(
  connection: Connection,
  name: Name,
  options: ChangeOptions,
  body: CommandBodies[Name],
  flags: AwaitableFlags
): Outcome {
  const sent = await sendCommand(connection, name, options, body)
  if (!sent.ok) return sent
  const changed = sent.value
  const text = showChanged(name, changed)
  if (flags.wait === undefined) {
    return ok({ text: [text, ...unwatched(connection, changed)].join('\n'), json: changed })
  }
  const isJson = flags.json === true
  if (isJson) printAside(text)
  else print(text)
  const pin = { of: changed.made?.revision ?? changed.revision }
  const goal = goalOf(name, changed, flags.wait)
  return waitFor(connection, orderOf(changed.model, goal, pin, flags), isJson)
}

/** A switch to stable is a rollback, which is over when stable is live: that was asked for. */
function goalOf(
  name: 'switch' | 'promote',
  { made, stable }: Changed,
  kind: 'completed' | 'baking'
): Goal {
  if (name !== 'switch' || made === null || made.candidate !== undefined) return { kind }
  return made.live === stable ? { kind: 'live', release: made.release } : { kind }
}

/** A pipeline that ends here does not show what becomes of its release. */
function unwatched({ source }: Connection, { model, candidate, made }: Changed): readonly string[] {
  if (source !== 'ci' || candidate === null) return []
  const revision = made === null ? '' : ` --revision ${made.revision}`
  return [
    `  Nobody watches the outcome: add --wait, or run bluegreen wait ${model} --for completed${revision}`,
  ]
}
