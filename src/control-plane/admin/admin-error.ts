import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { other } from '../../core/routing/color.ts'
import type { CommandRefusal } from '../coordinator/command.ts'
import type { Status } from './answers.ts'

/** Stable codes of the admin route. */
export type AdminCode =
  | CommandRefusal
  | 'unauthorized'
  | 'closed'
  | 'not_found'
  | 'unknown_model'
  | 'invalid_request'
  | 'call_out_of_date'
  | 'coordinator_unavailable'

const statusOf = {
  unauthorized: 401,
  closed: 403,
  not_found: 404,
  unknown_model: 404,
  invalid_request: 400,
  already_live: 409,
  nothing_to_roll_back: 409,
  already_set: 409,
  call_out_of_date: 409,
  revision_mismatch: 412,
  coordinator_unavailable: 502,
} as const satisfies Record<AdminCode, ContentfulStatusCode>

/** What a code means when nobody has more to say. */
const messageOf = {
  unauthorized: 'The bearer token is missing or wrong; send Authorization: Bearer <ADMIN_TOKEN>.',
  closed: 'The admin route is closed: set the secret ADMIN_TOKEN to open it.',
  not_found: 'There is no such admin route.',
  unknown_model: 'No such model.',
  invalid_request: 'The request is not valid.',
  already_live: 'That color is live already.',
  nothing_to_roll_back: 'Nothing is on trial, so there is nothing to roll back.',
  already_set: 'Reports go to that many collectors already.',
  call_out_of_date: 'The call was served before the release that is judged now.',
  revision_mismatch: 'The rollout is at another revision than If-Match names.',
  coordinator_unavailable: 'The coordinator does not answer; the pointer in KV can be set by hand.',
} as const satisfies Record<AdminCode, string>

/** An answer of the admin route that is not the one hoped for. */
export class AdminError extends HTTPException {
  constructor(code: AdminCode, detail?: string) {
    const message = detail === undefined ? messageOf[code] : `${messageOf[code]} ${detail}`
    const res = Response.json({ error: { code, message } }, { status: statusOf[code] })
    super(statusOf[code], { res, message })
  }
}

/** A refused command: why, and where the rollout stands. */
export function refusalResponse(code: CommandRefusal, status: Status): Response {
  const message = `${messageOf[code]} ${standing(code, status)}`
  const { live, revision } = status
  return Response.json({ error: { code, message, live, revision } }, { status: statusOf[code] })
}

function standing(code: CommandRefusal, { model, live, slots, stable, revision }: Status): string {
  const where = `${model} is on ${live} (${slots[live].release}) at revision ${revision}.`
  if (code !== 'nothing_to_roll_back') return where
  return `${where} To send all traffic to ${other(stable)}, switch to it.`
}
