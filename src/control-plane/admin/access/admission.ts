import { identityText, isOfModel, type Identity } from '../../../core/access/identity.ts'
import { RefusedTries } from '../../../core/access/refused-tries.ts'
import { sessionIn } from '../../../core/access/session-cookie.ts'
import { mayUse, rolesWith, type Permission } from '../../../core/access/roles.ts'
import { clientAddressOf } from '../../../platform/client-address.ts'
import { log } from '../../../platform/log.ts'
import { AdminError } from '../admin-error.ts'
import { AccessJwt } from './access-jwt.ts'
import { adminSettingsOf, type AdminBindings } from './admin-settings.ts'
import { ACCESS_HEADER, authenticate, type Refused } from './authenticate.ts'
import { changesSomething, isCrossSite, isFromOwnPage } from './cross-site.ts'
import { entryOfToken, type AdminToken } from './token-identity.ts'

/** What a request asks for. */
interface Asked {
  readonly permission: Permission
  /** The model in its path. */
  readonly model: string | undefined
}

/** Admits requests to the admin route. It remembers refused tries and the keys of Access. */
export class Admission {
  readonly #jwt = new AccessJwt()
  readonly #tries = new RefusedTries()

  /**
   * Returns who sends a request. Throws the answer for a request that nobody is known to have sent,
   * and for one that changes something by the session of somebody who may not know of it.
   */
  async callerOf(request: Request, bindings: AdminBindings): Promise<Identity> {
    const known = await authenticate(request.headers, bindings, this.#jwt)
    if (!known.ok) throw this.#refusal(known, request)
    const { identity } = known
    if (identity.sessionEndsAt !== undefined && changesSomething(request)) {
      this.checkOrigin(request, identityText(identity))
    }
    return identity
  }

  /** Returns the entry of a token with which somebody signs in. Throws the answer for a wrong one. */
  entryOf(token: string, request: Request, bindings: AdminBindings): AdminToken {
    const settings = adminSettingsOf(bindings)
    if (!settings.ok) throw new AdminError('admin_misconfigured', settings.refusal)
    const { tokens } = settings.value
    if (tokens.length === 0) throw new AdminError('closed')
    const entry = entryOfToken(token, tokens)
    if (entry === undefined) throw this.#refusal({ ok: false, code: 'unauthorized' }, request)
    return entry
  }

  /** Throws the answer for a request that no page of the router's own host has sent. */
  checkOrigin(request: Request, by?: string): void {
    if (isFromOwnPage(request)) return
    log('admin_refused', { code: 'forbidden', ...asked(request), by })
    throw new AdminError('forbidden', 'The request must come from a page of the same host.')
  }

  /** Throws the answer for a request that its caller may not send. */
  check(request: Request, caller: Identity, { permission, model }: Asked): void {
    const why = whyForbidden(request, caller, permission, model)
    if (why === undefined) return
    log('admin_refused', { code: 'forbidden', ...asked(request), by: identityText(caller) })
    throw new AdminError('forbidden', why)
  }

  #refusal({ code, detail, why, isNoTry }: Refused, request: Request): AdminError {
    const isOfToken = code === 'unauthorized' || code === 'session_ended'
    const challenge = isOfToken ? { 'www-authenticate': 'Bearer realm="admin"' } : {}
    if (isNoTry || asksForSession(request)) return new AdminError(code, detail, challenge)
    const address = clientAddressOf(request, request.headers.get('cf-connecting-ip'))
    const { waitSeconds, isLogged, tries } = this.#tries.add(address ?? '', Date.now())
    if (isLogged) log('admin_refused', { code, ...asked(request), tries, why })
    if (waitSeconds === undefined || !isOfToken) return new AdminError(code, detail, challenge)
    const wait = { 'retry-after': `${waitSeconds}` }
    return new AdminError('too_many_tries', `Wait for ${waitSeconds} s.`, wait)
  }
}

function asked({ method, url }: Request) {
  return { method, path: new URL(url).pathname }
}

/** Whether a page asks whether somebody is signed in, and sends nothing that could be a guess. */
function asksForSession(request: Request): boolean {
  const { headers, url } = request
  if (changesSomething(request) || new URL(url).pathname !== '/admin/session') return false
  const session = sessionIn(headers.get('cookie'))
  return session === undefined && !headers.has('authorization') && !headers.has(ACCESS_HEADER)
}

/** Throws the answer that says what is wrong with the settings of the admin route. */
export function checkSettings(bindings: AdminBindings): void {
  const settings = adminSettingsOf(bindings)
  if (!settings.ok) throw new AdminError('admin_misconfigured', settings.refusal)
}

function whyForbidden(
  request: Request,
  caller: Identity,
  permission: Permission,
  model: string | undefined
): string | undefined {
  const { role, models, kind } = caller
  if (!mayUse(role, permission)) {
    const needed = rolesWith(permission).join(' or ')
    return `${identityText(caller)} has the role ${role}; it takes ${needed}.`
  }
  if (model !== undefined && !isOfModel(caller, model)) {
    return `${identityText(caller)} has a role for ${models?.join(', ')}.`
  }
  if (kind === 'person' && isCrossSite(request)) return 'A page of another site sent the request.'
  return undefined
}
