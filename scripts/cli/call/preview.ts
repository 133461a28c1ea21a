import { ok } from '../../../src/core/result.ts'
import type { PreviewMade } from '../../../src/control-plane/admin/answers.ts'
import { adminClient } from '../admin-client.ts'
import { localTime } from '../screen/local-time.ts'
import { chosen, type Outcome } from '../commands.ts'
import type { Connection } from '../connection.ts'
import { addressOf } from './call.ts'
import type { CallColor } from './call-arguments.ts'

/** Flags of `preview`. */
export interface PreviewFlags {
  readonly model?: string
  readonly color?: CallColor
  /** Seconds. */
  readonly expires?: number
  readonly reason?: string
}

/** Makes a token for previews, to be given to people and test suites. */
export async function preview(connection: Connection, flags: PreviewFlags): Outcome {
  const client = adminClient(connection)
  const model = await chosen(client, flags.model)
  if (!model.ok) return model
  const body = { to: flags.color, expiresSeconds: flags.expires, reason: flags.reason }
  const made = await client.preview(model.value, body)
  return made.ok
    ? ok({ text: textOf(made.value, connection), isExact: true, json: made.value })
    : made
}

/** The header stands alone in its line, so that it can be copied. */
function textOf(made: PreviewMade, connection: Connection): string {
  const { model, header, token, to, color, release, expiresAt } = made
  const role = to === color ? '' : `, which is ${to} now`
  return [
    `${model}: with this header a call reaches ${color} (${release})${role}; it is counted nowhere`,
    `${header}: ${token}`,
    `  Valid until ${localTime(expiresAt)}. Whoever has it reaches the release; only a new SIGNING_KEY or ADMIN_TOKEN ends it earlier.`,
    `  Try: curl -i ${addressOf(connection, made, '/')} -H '${header}: ${token}'`,
  ].join('\n')
}
