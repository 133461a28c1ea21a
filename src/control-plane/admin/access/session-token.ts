import { isLongEnough } from '../../../core/access/signing-secret.ts'
import { derivedKey, isSignature, signatureOf } from '../../../platform/derived-key.ts'
import type { AdminToken } from './token-identity.ts'

/** How long a session lasts from the sign-in: a shift. It is not prolonged. */
export const SESSION_SECONDS = 12 * 3_600

/** What the key of the sessions is for. */
const PURPOSE = 'bluegreen session 1'

/** A session that the router has signed, of a token that is still valid. */
export interface Session {
  readonly token: AdminToken
  /** Milliseconds since 1970, in whole seconds. */
  readonly endsAt: number
}

/**
 * Returns the text of a session: its end, and a signature over the end and the hash of the token. It
 * names no role: whose it is, is read from the settings of the admin route at each request.
 */
export async function signSession(secret: string, { token, endsAt }: Session): Promise<string> {
  const end = (endsAt / 1000).toString(36)
  const key = await derivedKey(secret, PURPOSE)
  return `${end}.${await signatureOf(key, signedTextOf(end, token))}`
}

/**
 * Returns the session of a text; undefined for one that the router did not sign, or whose token is
 * gone. It may have ended.
 */
export async function readSession(
  secret: string | undefined,
  text: string,
  tokens: readonly AdminToken[]
): Promise<Session | undefined> {
  const [, end, signature] = /^([0-9a-z]{1,8})\.([0-9a-f]{64})$/.exec(text) ?? []
  if (!isLongEnough(secret) || end === undefined || signature === undefined) return undefined
  const key = await derivedKey(secret, PURPOSE)
  const signed = await Promise.all(
    tokens.map((token) => isSignature(key, signature, signedTextOf(end, token)))
  )
  const token = tokens[signed.indexOf(true)]
  return token === undefined ? undefined : { token, endsAt: 1000 * parseInt(end, 36) }
}

function signedTextOf(end: string, { sha256 }: AdminToken): string {
  return `${end}/${sha256}`
}
