import type { Identity } from '../../../core/access/identity.ts'
import type { AdminCode } from '../admin-codes.ts'
import { sessionIn } from '../../../core/access/session-cookie.ts'
import { signingSecretOf } from '../../../core/access/signing-secret.ts'
import type { AccessJwt } from './access-jwt.ts'
import type { AccessSettings } from './access-settings.ts'
import { adminSettingsOf, type AdminBindings } from './admin-settings.ts'
import { readSession } from './session-token.ts'
import { entryOfToken, type AdminToken } from './token-identity.ts'

/** Header in which Cloudflare Access hands its token to what it protects. */
export const ACCESS_HEADER = 'cf-access-jwt-assertion'

/** Why nobody is known to have sent a request. */
export interface Refused {
  readonly ok: false
  readonly code: Extract<
    AdminCode,
    | 'unauthorized'
    | 'session_ended'
    | 'closed'
    | 'forbidden'
    | 'admin_misconfigured'
    | 'access_keys_unavailable'
  >
  /** For the caller. */
  readonly detail?: string
  /** For the log alone. */
  readonly why?: string
  /** Whether it was no try: nothing was guessed. */
  readonly isNoTry?: true
}

/** Who sends a request, or why nobody is known to have sent it. */
type Authentication = { readonly ok: true; readonly identity: Identity } | Refused

/**
 * Finds out who sends a request. A bearer token goes first, and a wrong one is refused whatever else
 * comes with it. Then comes the session that somebody has begun, then Access. Nobody is known while
 * a setting is invalid.
 */
export async function authenticate(
  headers: Headers,
  bindings: AdminBindings,
  jwt: AccessJwt
): Promise<Authentication> {
  const settings = adminSettingsOf(bindings)
  if (!settings.ok) return { ok: false, code: 'admin_misconfigured', detail: settings.refusal }
  const { tokens, access } = settings.value
  if (tokens.length === 0 && access === undefined) return { ok: false, code: 'closed' }
  const authorization = headers.get('authorization') ?? ''
  if (authorization !== '') {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
    const identity = entryOfToken(token, tokens)?.identity
    return identity === undefined ? { ok: false, code: 'unauthorized' } : { ok: true, identity }
  }
  const cookie = sessionIn(headers.get('cookie'))
  const session =
    cookie === undefined ? undefined : await bySession(cookie, bindings, tokens, Date.now())
  if (session?.ok === true) return session
  const assertion = headers.get(ACCESS_HEADER)
  if (assertion !== null && access !== undefined) return byAccess(assertion, access, jwt)
  return session ?? { ok: false, code: 'unauthorized' }
}

async function bySession(
  cookie: string,
  bindings: AdminBindings,
  tokens: readonly AdminToken[],
  now: number
): Promise<Authentication> {
  const session = await readSession(signingSecretOf(bindings), cookie, tokens)
  if (session === undefined) return { ok: false, code: 'session_ended' }
  const { token, endsAt } = session
  if (now >= endsAt) return { ok: false, code: 'session_ended', isNoTry: true }
  return { ok: true, identity: { ...token.identity, sessionEndsAt: endsAt } }
}

async function byAccess(
  assertion: string,
  access: AccessSettings,
  jwt: AccessJwt
): Promise<Authentication> {
  const result = await jwt.read(assertion, access)
  switch (result.kind) {
    case 'known':
      return { ok: true, identity: result.identity }
    case 'no_role':
      return { ok: false, code: 'forbidden', detail: `ACCESS gives no role to ${result.name}.` }
    case 'invalid':
      return { ok: false, code: 'unauthorized', why: result.why }
    case 'keys_unavailable':
      return { ok: false, code: 'access_keys_unavailable', why: result.why }
  }
}
