import { HTTPException } from 'hono/http-exception'
import type { Refused } from '../coordinator/command.ts'
import { adminErrors, type AdminCode } from './admin-codes.ts'
import { adviceOn } from './refusal-advice.ts'

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

/** A refused command: why, where the rollout stands, and what would be allowed. */
export function refusalResponse({ refusal: code, status: rollout }: Refused): Response {
  const { status, message: meaning } = adminErrors[code]
  const { model, live, slots, revision } = rollout
  const where = `${model} is on ${live} (${slots[live].release}) at revision ${revision}.`
  const message = `${meaning} ${where} ${adviceOn(code, rollout)}`
  return Response.json({ error: { code, message, live, revision } }, { status })
}
