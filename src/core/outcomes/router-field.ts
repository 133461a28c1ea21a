import type { Color } from '../routing/color.ts'
import type { RouterErrorCode } from './router-errors.ts'

/** The response field that names the source of an answer. */
export const ROUTER_FIELD = 'x-bluegreen'

/** The content of the field. `call` is the id of the call, a token of structured fields. */
export type RouterField =
  | {
      readonly answeredBy: Color
      readonly release: string
      /** Up to 15 digits, the limit of an integer in structured fields. */
      readonly revision: number
      /** Undefined for a preview, which is not counted. */
      readonly call: string | undefined
      /** The color that failed the call before the other color answered it. */
      readonly failedOverFrom: Color | undefined
    }
  | {
      /** The router itself answered. */
      readonly answeredBy: 'none'
      readonly error: RouterErrorCode
      /** Undefined when no model has the path of the call. */
      readonly call: string | undefined
    }

/**
 * Serializes the field as an item of structured fields: a token, and parameters in a fixed order.
 * @see https://www.rfc-editor.org/rfc/rfc9651#section-3.3
 */
export function serializeRouterField(field: RouterField): string {
  if (field.answeredBy === 'none') return serializeError(field.error, field.call)
  const { answeredBy, release, revision, call, failedOverFrom } = field
  const counted = call === undefined ? 'preview' : `call=${call}`
  const item = `${answeredBy}; release=${serializeText(release)}; revision=${revision}; ${counted}`
  return failedOverFrom === undefined ? item : `${item}; failed-over-from=${failedOverFrom}`
}

/**
 * Whether `access-control-expose-headers` already lets scripts of another origin read the field. With credentials allowed,
 * `*` is an ordinary name and no wildcard.
 * @see https://fetch.spec.whatwg.org/#http-access-control-expose-headers
 */
export function isRouterFieldExposed(exposed: string, allowsCredentials: boolean): boolean {
  const names = exposed.split(',').map((name) => name.trim().toLowerCase())
  return names.includes(ROUTER_FIELD) || (!allowsCredentials && names.includes('*'))
}

function serializeError(error: RouterErrorCode, call: string | undefined): string {
  return call === undefined ? `none; error=${error}` : `none; error=${error}; call=${call}`
}

/** Serializes printable ASCII as a string and other text as a display string (RFC 9651, sections 4.1.6 and 4.1.11). */
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
