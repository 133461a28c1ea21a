import { identityText, isOfModel, type Identity } from '../../../core/access/identity.ts'
import { RefusedTries } from '../../../core/access/refused-tries.ts'
import { mayUse, rolesWith, type Permission } from '../../../core/access/roles.ts'
import { log } from '../../../platform/log.ts'
import { AdminError } from '../admin-error.ts'
import { AccessJwt } from './access-jwt.ts'
import { adminSettingsOf, type AdminBindings } from './admin-settings.ts'
import { authenticate, type Refused } from './authenticate.ts'
import { isCrossSite } from './cross-site.ts'

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

  /** Returns who sends a request. Throws the answer for a request that nobody is known to have sent. */
  async callerOf({ headers, method, url }: Request, bindings: AdminBindings): Promise<Identity> {
    const known = await authenticate(headers, bindings, this.#jwt)
    if (known.ok) return known.identity
    const asked = { method, path: new URL(url).pathname }
    throw this.#refusal(known, headers.get('cf-connecting-ip') ?? '', asked)
  }

  /** Throws the answer for a request that its caller may not send. */
  check(request: Request, caller: Identity, { permission, model }: Asked): void {
    const why = whyForbidden(request, caller, permission, model)
    if (why === undefined) return
    const { method, url } = request
    const by = identityText(caller)
    log('admin_refused', { code: 'forbidden', method, path: new URL(url).pathname, by })
    throw new AdminError('forbidden', why)
  }

  #refusal(
    { code, detail, why }: Refused,
    address: string,
    asked: { readonly method: string; readonly path: string }
  ): AdminError {
    const { waitSeconds, isLogged, tries } = this.#tries.add(address, Date.now())
    if (isLogged) log('admin_refused', { code, ...asked, tries, why })
    if (waitSeconds !== undefined && code === 'unauthorized') {
      const wait = { 'retry-after': `${waitSeconds}` }
      return new AdminError('too_many_tries', `Wait for ${waitSeconds} s.`, wait)
    }
    const challenge = { 'www-authenticate': 'Bearer realm="admin"' }
    return new AdminError(code, detail, code === 'unauthorized' ? challenge : {})
  }
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
