import type { Identity } from '../../../core/access/identity.ts'
import type { AdminCode } from '../admin-codes.ts'
import type { AccessJwt } from './access-jwt.ts'
import { adminSettingsOf, type AdminBindings } from './admin-settings.ts'
import { identityOfToken } from './token-identity.ts'

/** Header in which Cloudflare Access hands its token to what it protects. */
export const ACCESS_HEADER = 'cf-access-jwt-assertion'

/** Why nobody is known to have sent a request. */
export interface Refused {
  readonly ok: false
  readonly code: Extract<
    AdminCode,
    'unauthorized' | 'closed' | 'forbidden' | 'admin_misconfigured' | 'access_keys_unavailable'
  >
  /** For the caller. */
  readonly detail?: string
  /** For the log alone. */
  readonly why?: string
}

/** Who sends a request, or why nobody is known to have sent it. */
type Authentication = { readonly ok: true; readonly identity: Identity } | Refused

/**
 * Finds out who sends a request. A bearer token goes first, and a wrong one is refused even when
 * Access vouches for the request. Nobody is known while a setting is invalid.
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
  const assertion = headers.get(ACCESS_HEADER)
  if (authorization !== '' || assertion === null || access === undefined) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
    const identity = identityOfToken(token, tokens)
    return identity === undefined ? { ok: false, code: 'unauthorized' } : { ok: true, identity }
  }
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
