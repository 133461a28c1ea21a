import {
  createRemoteJWKSet,
  customFetch,
  errors,
  jwtVerify,
  type FetchImplementation,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose'
import type { Identity } from '../../../core/access/identity.ts'
import { messageOf } from '../../../platform/log.ts'
import type { AccessSettings } from './access-settings.ts'

/** Milliseconds in which a token with an unknown key, or keys out of reach, cause no further request. */
const COOL_DOWN_MS = 30_000

/** Milliseconds after a failed request for the keys in which none follows. */
const FAILURE_PAUSE_MS = 5_000

/** What a token of Access says. */
export type AccessResult =
  | { readonly kind: 'known'; readonly identity: Identity }
  /** Valid, and of someone who has no role. */
  | { readonly kind: 'no_role'; readonly name: string }
  | { readonly kind: 'invalid'; readonly why: string }
  | { readonly kind: 'keys_unavailable'; readonly why: string }

/**
 * Verifies the tokens of Cloudflare Access with the keys of the team, which are kept for ten
 * minutes. A token with an unknown key, as after a rotation, causes a request for the keys, at most
 * one in the cool-down.
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/application-token/
 */
export class AccessJwt {
  /** The keys are nobody's secret and belong to no request, so that they may outlive one. */
  #keys: { readonly team: string; readonly find: JWTVerifyGetKey } | undefined

  async read(jwt: string, settings: AccessSettings): Promise<AccessResult> {
    const { team, aud } = settings
    try {
      const { payload } = await jwtVerify(jwt, this.#keysOf(team), {
        algorithms: ['RS256'],
        issuer: team,
        audience: aud,
        requiredClaims: ['exp', 'iat'],
      })
      return memberOf(payload, settings)
    } catch (error) {
      const why = messageOf(error)
      return isOfToken(error) ? { kind: 'invalid', why } : { kind: 'keys_unavailable', why }
    }
  }

  #keysOf(team: string): JWTVerifyGetKey {
    if (this.#keys?.team === team) return this.#keys.find
    const url = new URL('/cdn-cgi/access/certs', team)
    const find = createRemoteJWKSet(url, {
      cooldownDuration: COOL_DOWN_MS,
      [customFetch]: fetchPausing(FAILURE_PAUSE_MS),
    })
    this.#keys = { team, find }
    return find
  }
}

/** Returns a `fetch` that sends nothing for a time after a failure, so that tries do not pile up. */
function fetchPausing(pauseMs: number): FetchImplementation {
  let failedAt = -Infinity
  return async (url, options) => {
    if (Date.now() - failedAt < pauseMs) throw new Error('the keys did not come a moment ago')
    try {
      const response = await fetch(url, options)
      if (response.status !== 200) failedAt = Date.now()
      return response
    } catch (error) {
      failedAt = Date.now()
      throw error
    }
  }
}

/** Whether an error is about a token, and not about the request for the keys. */
function isOfToken(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false
  return ![errors.JWKSTimeout.code, errors.JWKSInvalid.code, errors.JOSEError.code].includes(
    error.code
  )
}

/** People have an e-mail address; service tokens have none, and a `common_name`. */
function memberOf(
  { email, common_name: commonName }: JWTPayload,
  { people, services }: AccessSettings
): AccessResult {
  const isPerson = typeof email === 'string' && email !== ''
  const name = isPerson ? email.toLowerCase() : commonName
  if (typeof name !== 'string' || name === '') return { kind: 'invalid', why: 'it names nobody' }
  const members = isPerson ? people : services
  const member = Object.hasOwn(members, name) ? members[name] : undefined
  if (member === undefined) return { kind: 'no_role', name }
  return {
    kind: 'known',
    identity: { kind: isPerson ? 'person' : 'service', name, ...member },
  }
}
