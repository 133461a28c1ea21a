import type { Color } from './color.ts'
import type { Model } from './model.ts'
import { isSameEnvironment, type Environment, type Slot } from './slot.ts'

/** The secrets of the router itself, which no origin may get. */
const ownSecrets: ReadonlySet<string> = new Set(['ADMIN_TOKEN', 'ADMIN_TOKENS', 'SIGNING_KEY'])

/** Headers that belong to a connection or to its message, or choose who answers. */
const unsettable: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
])

/** Whether a release or a golden request may set a header of that name. */
export function isSettableHeader(name: string): boolean {
  return !unsettable.has(name.toLowerCase())
}

/** Whether a release may carry the secret of a name. */
export function isAllowedSecret(name: string): boolean {
  return !ownSecrets.has(name)
}

/** Returns the configured environment of a color, with the secrets that it needs. */
export function configuredEnvironment(
  { slots, secretHeaders }: Pick<Model, 'slots' | 'secretHeaders'>,
  color: Color
): Environment {
  return { ...slots[color], headers: secretHeaders[color] }
}

/**
 * Returns the headers that the router sets on calls to a slot: header name to secret name. A slot
 * of an older document has none of its own, and takes those of the configured release.
 */
export function secretHeadersOf(
  model: Pick<Model, 'slots' | 'secretHeaders'>,
  color: Color,
  slot: Slot
): Readonly<Record<string, string>> {
  if (slot.headers !== undefined) return slot.headers
  return isSameEnvironment(slot, model.slots[color]) ? model.secretHeaders[color] : {}
}

/**
 * Returns why the headers of a release cannot be set, for people; undefined when they can. Names
 * the header and the secret, and never holds a value.
 */
export function secretProblemOf(
  headers: Readonly<Record<string, string>>,
  secrets: object
): string | undefined {
  for (const [header, secret] of Object.entries(headers)) {
    const value: unknown = Reflect.get(secrets, secret)
    if (typeof value !== 'string') return `the secret ${secret} for ${header} is not set`
    if (!FIELD_VALUE.test(value.trim())) {
      return `the value of the secret ${secret} for ${header} is not valid in a header`
    }
  }
  return undefined
}

/**
 * A value without line breaks and other control characters, in Latin-1.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.5
 */
const FIELD_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/
