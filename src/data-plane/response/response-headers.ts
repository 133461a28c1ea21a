import { env } from 'cloudflare:workers'
import { callIdOf } from '../../core/outcomes/call-id.ts'
import { signingSecretOf } from '../../core/access/signing-secret.ts'
import { tagKeyOf } from '../../core/outcomes/call-tag.ts'
import { ROUTER_FIELD, serializeRouterField } from '../../core/outcomes/router-field.ts'
import type { RouterErrorCode } from '../../core/outcomes/router-errors.ts'
import type { Color } from '../../core/routing/color.ts'
import type { Call } from '../call.ts'
import { exposeRouterField } from './cross-origin.ts'

/** The key of the tags in call ids. */
const key = tagKeyOf(signingSecretOf(env))

/**
 * Sets the field that names the color of an answer, and the id by which the call can be graded
 * later.
 */
export function setRouterField(response: Response, call: Call, color: Color): Response {
  const { headers } = response
  headers.set(ROUTER_FIELD, answerField(call, color))
  exposeRouterField(headers, call)
  return response
}

/** Sets the field that names the color of an answer to a preview, which has no id: it is not counted. */
export function setPreviewField(
  response: Response,
  { pointer, received }: Pick<Call, 'pointer' | 'received'>,
  color: Color
): Response {
  const { headers } = response
  const { release } = pointer.slots[color]
  const facts = { answeredBy: color, release, revision: pointer.revision }
  headers.set(
    ROUTER_FIELD,
    serializeRouterField({ ...facts, call: undefined, failedOverFrom: undefined })
  )
  exposeRouterField(headers, { received })
  return response
}

/**
 * Returns the field of an answer that the router gives itself. `call` is undefined when the answer
 * belongs to no model.
 */
export function errorField(error: RouterErrorCode, call: Call | undefined): string {
  const id = call === undefined ? undefined : idOf(call)
  return serializeRouterField({ answeredBy: 'none', error, call: id })
}

function answerField(call: Call, color: Color): string {
  const { pointer, cohort } = call
  return serializeRouterField({
    answeredBy: color,
    release: pointer.slots[color].release,
    revision: pointer.revision,
    call: idOf(call),
    failedOverFrom: color === cohort.color ? undefined : cohort.color,
  })
}

function idOf({ cohort, model }: Call): string {
  return callIdOf(cohort, uniqueText(), { key, model: model.name })
}

/**
 * Random text of this isolate, and the number of ids that it has made. A random text for each id
 * would cost more, and so would the longer tag.
 */
let isolate: string | undefined
let ids = 0

function uniqueText(): string {
  // Drawn at the first call: the platform has no random numbers before it.
  isolate ??= crypto.randomUUID().replaceAll('-', '').slice(0, 12)
  ids++
  return isolate + ids.toString(36)
}
