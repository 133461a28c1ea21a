import { HTTPException } from 'hono/http-exception'
import { other } from '../../core/routing/color.ts'
import type { CommandRefusal } from '../coordinator/command.ts'
import { adminErrors, type AdminCode } from './admin-codes.ts'
import type { Status } from './answers.ts'

/** An answer of the admin route that is not the one hoped for. */
export class AdminError extends HTTPException {
  constructor(code: AdminCode, detail?: string) {
    const { status } = adminErrors[code]
    const error = adminErrorOf(code, detail)
    super(status, { res: Response.json({ error }, { status }), message: error.message })
  }
}

/** Code and message of an error. The message ends with the detail, if there is one. */
export function adminErrorOf(code: AdminCode, detail?: string) {
  const { message: meaning } = adminErrors[code]
  return { code, message: detail === undefined ? meaning : `${meaning} ${detail}` }
}

/** A refused command: why, and where the rollout stands. */
export function refusalResponse(code: CommandRefusal, rollout: Status): Response {
  const { status, message: meaning } = adminErrors[code]
  const message = `${meaning} ${standing(code, rollout)}`
  const { live, revision } = rollout
  return Response.json({ error: { code, message, live, revision } }, { status })
}

function standing(code: CommandRefusal, { model, live, slots, stable, revision }: Status): string {
  const where = `${model} is on ${live} (${slots[live].release}) at revision ${revision}.`
  if (code !== 'nothing_to_roll_back') return where
  return `${where} To send all traffic to ${other(stable)}, switch to it.`
}
