import { HTTPException } from 'hono/http-exception'
import type { Refused } from '../coordinator/command.ts'
import { adminErrors, type AdminCode, type CodedError } from './admin-codes.ts'
import { adviceOn } from './refusal-advice.ts'

/** An answer of the admin route that is not the one hoped for. */
export class AdminError extends HTTPException {
  constructor(code: AdminCode, detail?: string, headers: Readonly<Record<string, string>> = {}) {
    const error = adminErrorOf(code, detail)
    super(adminErrors[code].status, {
      res: problemResponse(error, {}, headers),
      message: error.message,
    })
  }
}

/** Returns an error. Its message ends with the detail, if there is one. */
export function adminErrorOf(code: AdminCode, detail?: string): CodedError {
  const { message: meaning } = adminErrors[code]
  return { code, message: detail === undefined ? meaning : `${meaning} ${detail}` }
}

/** A refused command: why, where the rollout stands, and what would be allowed. */
export function refusalResponse({ refusal: code, status: rollout }: Refused): Response {
  const { model, live, slots, revision } = rollout
  const where = `${model} is on ${live} (${slots[live].release}) at revision ${revision}.`
  const error = adminErrorOf(code, `${where} ${adviceOn(code, rollout)}`)
  return problemResponse(error, { live, revision }, { etag: `"${revision}"` })
}

/**
 * Returns the answer for an error. `type` leads to the code in the document of the API. The field
 * `error` is the form of older versions, and goes with the next one.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
function problemResponse(
  error: CodedError,
  facts: object,
  headers: Readonly<Record<string, string>>
): Response {
  const { code, message: detail } = error
  const { status, message: title } = adminErrors[code]
  const type = `/admin/openapi.json#/x-codes/${code}`
  const problem = { type, title, status, detail, code, ...facts, error: { ...error, ...facts } }
  return Response.json(problem, {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
  })
}
