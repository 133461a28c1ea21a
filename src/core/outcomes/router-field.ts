import type { Color } from '../routing/color.ts'
import type { RouterErrorCode } from './router-errors.ts'

/** The response field by which the router says where an answer comes from. */
export const ROUTER_FIELD = 'x-bluegreen'

/** What the field says of an answer. `call` is the id of the call, which is a token. */
export type RouterField =
  | {
      readonly answeredBy: Color
      readonly release: string
      /** Up to 15 digits: an integer of structured fields has no more. */
      readonly revision: number
      readonly call: string
      /** The color that failed the call, where the other one answered it. */
      readonly failedOverFrom: Color | undefined
    }
  | {
      /** The router itself answered. */
      readonly answeredBy: 'none'
      readonly error: RouterErrorCode
      /** Undefined where the call belongs to no model. */
      readonly call: string | undefined
    }

/**
 * The field as an item of structured fields: a token, and parameters in a fixed order.
 * @see https://www.rfc-editor.org/rfc/rfc9651#section-3.3
 */
export function serializeRouterField(field: RouterField): string {
  if (field.answeredBy === 'none') return serializeError(field.error, field.call)
  const { answeredBy, release, revision, call, failedOverFrom } = field
  const item = `${answeredBy}; release=${serializeText(release)}; revision=${revision}; call=${call}`
  return failedOverFrom === undefined ? item : `${item}; failed-over-from=${failedOverFrom}`
}

/**
 * Whether scripts of another origin can read the field already, by the `access-control-expose-headers` of an answer.
 * `*` is a name like any other where credentials are allowed.
 * @see https://fetch.spec.whatwg.org/#http-access-control-expose-headers
 */
export function isRouterFieldExposed(exposed: string, allowsCredentials: boolean): boolean {
  const names = exposed.split(',').map((name) => name.trim().toLowerCase())
  return names.includes(ROUTER_FIELD) || (!allowsCredentials && names.includes('*'))
}

function serializeError(error: RouterErrorCode, call: string | undefined): string {
  return call === undefined ? `none; error=${error}` : `none; error=${error}; call=${call}`
}

/** A string where all characters are printable ASCII, otherwise a display string (RFC 9651, sections 4.1.6 and 4.1.11). */
function serializeText(text: string): string {
  if (NEEDS_NO_ESCAPE.test(text)) return `"${text}"`
  if (PRINTABLE_ASCII.test(text)) return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
  return `%"${text.toWellFormed().replaceAll(PERCENT_ENCODED, percentEncode)}"`
}

const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/

const PRINTABLE_ASCII = /^[ -~]*$/

const PERCENT_ENCODED = /[^ -~]|["%]/gu

function percentEncode(character: string): string {
  return encodeURIComponent(character).toLowerCase()
}
