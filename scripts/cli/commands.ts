import type { Color } from '../../src/core/routing/color.ts'
import { ok, refuse, type Result } from '../../src/core/result.ts'
import { adminClient, type AdminClient, type Change } from './admin-client.ts'
import { durationOf } from './ago.ts'
import type { Changed } from '../../src/control-plane/admin/answers.ts'
import type { Connection } from './connection.ts'
import { failure, type Failure } from './failure.ts'
import { showHistory } from './show-history.ts'
import { showStatuses } from './show-status.ts'

/** Output of a command that succeeded, for people and for programs. */
export interface Report {
  readonly text: string
  readonly json: unknown
}

export type Outcome = Promise<Result<Report, Failure>>

interface ChangeOptions {
  readonly model: string | undefined
  readonly reason: string
  readonly ifMatch?: number | undefined
}

/** Shows the status of a model; of all models when `model` is undefined. */
export async function status(connection: Connection, model: string | undefined): Outcome {
  const client = adminClient(connection)
  if (model === undefined) {
    const all = await client.models()
    if (!all.ok) return all
    return ok({ text: showStatuses(all.value, Date.now()), json: { models: all.value } })
  }
  const one = await client.status(model)
  if (!one.ok) return one
  return ok({ text: showStatuses([one.value], Date.now()), json: one.value })
}

export async function history(
  connection: Connection,
  { model, limit }: { readonly model: string | undefined; readonly limit: number }
): Outcome {
  const client = adminClient(connection)
  const name = await chosen(client, model)
  if (!name.ok) return name
  const found = await client.history(name.value, limit)
  if (!found.ok) return found
  return ok({ text: showHistory(found.value, Date.now()), json: found.value })
}

export function switchTo(connection: Connection, to: Color, options: ChangeOptions): Outcome {
  return changedBy(connection, options, (client, change) => client.switchTo(to, change))
}

export function rollback(connection: Connection, options: ChangeOptions): Outcome {
  return changedBy(connection, options, (client, change) => client.rollback(change))
}

async function changedBy(
  connection: Connection,
  { model, ...rest }: ChangeOptions,
  change: (client: AdminClient, wanted: Change) => ReturnType<AdminClient['rollback']>
): Outcome {
  const client = adminClient(connection)
  const name = await chosen(client, model)
  if (!name.ok) return name
  const changed = await change(client, { model: name.value, ...rest })
  if (!changed.ok) return changed
  return ok({ text: showChanged(changed.value), json: changed.value })
}

export async function setCollectors(
  connection: Connection,
  collectors: number,
  { model, ...change }: ChangeOptions
): Outcome {
  const client = adminClient(connection)
  const name = await chosen(client, model)
  if (!name.ok) return name
  const changed = await client.setCollectors(collectors, { model: name.value, ...change })
  if (!changed.ok) return changed
  const { message, kv } = changed.value
  const lines = [message, '  Isolates follow with their next report.', ...lagOf(kv)]
  return ok({ text: lines.join('\n'), json: changed.value })
}

function showChanged(changed: Changed): string {
  const { model, message, candidate, kv } = changed
  const lines = [message, ...(newerLines(changed) ?? bakeLines(changed)), ...lagOf(kv)]
  lines.push(
    candidate === null
      ? `  See its health: npm run status -- --model ${model}`
      : `  Roll back with: npm run rollback -- --model ${model}`
  )
  return lines.join('\n')
}

/** Returns the changes between the command and its answer; undefined when there are none. */
function newerLines({ made, revision, live, slots, by, reason }: Changed) {
  if (made === null || revision === made.revision) return undefined
  return [
    `  But since then: live is ${live} (${slots[live].release}), revision ${revision}, by ${by}: ${reason}`,
  ]
}

function bakeLines({ candidate, bake, stable, stableProbe }: Changed): readonly string[] {
  if (candidate === null || bake === null) return []
  const bakes = durationOf(Date.parse(bake.endsAt) - Date.parse(bake.startedAt))
  if (stableProbe?.ready === false) {
    const noRollback = `no automatic rollback: ${stable} is not ready.`
    return [`  ${candidate} is on trial for ${bakes}; ${noRollback}`]
  }
  return [`  ${candidate} is on trial for ${bakes}; if it is faulty, ${stable} takes over again.`]
}

function lagOf({ inSync }: Changed['kv']): readonly string[] {
  return inSync ? [] : ['  KV does not hold it yet; the router retries.']
}

/** Returns the named model, or the only one of the router. */
async function chosen(
  client: AdminClient,
  model: string | undefined
): Promise<Result<string, Failure>> {
  if (model !== undefined) return ok(model)
  const all = await client.models()
  if (!all.ok) return all
  const [only, ...more] = all.value
  if (only !== undefined && more.length === 0) return ok(only.model)
  const names = all.value.map((each) => each.model).join(', ')
  const message = names === '' ? 'The router has no models.' : `Which model? It has ${names}.`
  return refuse(failure('model_needed', message, 'Name it with --model.'))
}
