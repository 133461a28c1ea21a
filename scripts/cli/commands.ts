import { ok, refuse, type Result } from '../../src/core/result.ts'
import type { Changed } from '../../src/control-plane/admin/answers.ts'
import { adminClient, type AdminClient, type CommandBodies } from './admin-client.ts'
import type { Answer } from './admin-request.ts'
import type { FailureKind } from './codes.ts'
import type { Connection } from './connection.ts'
import { failure, type Failure } from './failure.ts'
import { showChanged } from './show-changed.ts'

/** Output of a command that succeeded, for people and for programs. */
export interface Report {
  /** Empty when the command has printed it. */
  readonly text: string
  /** Undefined when the command has printed it. */
  readonly json: unknown
  /** Whether the text is printed as it is, because programs read it or people copy it. */
  readonly isExact?: true
  /** Set when a part of what was asked for is missing, or did not come. The report says which. */
  readonly partial?: FailureKind
}

export type Outcome = Promise<Result<Report, Failure>>

/** The model of a command, and the revision that the router must be at. */
export interface ChangeOptions {
  readonly model: string | undefined
  readonly ifMatch?: number | undefined
}

/** Sends a command to the named model, or to the only one of the router. */
export async function send<Name extends keyof CommandBodies>(
  connection: Connection,
  name: Name,
  options: ChangeOptions,
  body: CommandBodies[Name]
): Outcome {
  const changed = await sendCommand(connection, name, options, body)
  if (!changed.ok) return changed
  return ok({ text: showChanged(name, changed.value), json: changed.value })
}

/** Sends a command to the named model, or to the only one of the router. */
export async function sendCommand<Name extends keyof CommandBodies>(
  connection: Connection,
  name: Name,
  { model, ifMatch }: ChangeOptions,
  body: CommandBodies[Name]
): Promise<Answer<Changed>> {
  const client = adminClient(connection)
  const found = await chosen(client, model)
  if (!found.ok) return found
  return client.command(name, { model: found.value, ifMatch }, body)
}

/** Returns the named model, or the only one of the router. */
export async function chosen(
  client: AdminClient,
  model: string | undefined
): Promise<Result<string, Failure>> {
  if (model !== undefined) return ok(model)
  const all = await client.models()
  if (!all.ok) return all
  const { models } = all.value
  const [only, ...more] = models
  if (only !== undefined && more.length === 0) return ok(only.model)
  const names = models.map((each) => each.model).join(', ')
  const message = names === '' ? 'The router has no models.' : `Which model? It has ${names}.`
  return refuse(failure('model_needed', message, 'Name it with --model.'))
}
