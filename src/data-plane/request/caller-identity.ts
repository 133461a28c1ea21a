import type { ReceivedHeaders } from './received-headers.ts'
import { callerHash, identityOf } from '../../core/outcomes/caller.ts'

/** What a client sends to show who it is; null where it sends none. */
export interface Credentials {
  readonly authorization: string | null
  readonly apiKey: string | null
  readonly queryKey: string | null
}

export function credentialsOf(received: ReceivedHeaders, url: string): Credentials {
  const { authorization } = received
  const apiKey =
    received.xApiKey ?? (authorization === null ? (received.apiKey ?? received.googleKey) : null)
  const queryKey = authorization === null && apiKey === null ? keyInQuery(url) : null
  return { authorization, apiKey, queryKey }
}

/** Maximum number of remembered keys. Beyond it all are forgotten: a client can invent any number. */
const MAX_KEYS = 1_000

/**
 * Hashes of callers by their `authorization` field, because reading a token anew for each call costs
 * more than all other counts of the call. They outlive the calls, and never leave the isolate.
 */
const hashes = new Map<string, number>()

/** Returns the hash of the identity of a caller: of its key, or else of its network. */
export function callerHashOf(credentials: Credentials, address: string | null): number {
  const { authorization } = credentials
  if (authorization === null) return callerHash(callerIdentity(credentials, address))
  const known = hashes.get(authorization)
  if (known !== undefined) return known
  const hash = callerHash(callerIdentity(credentials, address))
  // Without a key the network decides, which the field does not name.
  if (authorization.trim() === '') return hash
  if (hashes.size >= MAX_KEYS) hashes.clear()
  hashes.set(authorization, hash)
  return hash
}

function callerIdentity(credentials: Credentials, address: string | null): string {
  const { authorization } = credentials
  const apiKey = authorization === null ? credentials.apiKey : null
  return identityOf({ ...credentials, apiKey, address })
}

function keyInQuery(url: string): string | null {
  return /[?&]key=([^&#]+)/.exec(url)?.[1] ?? null
}
