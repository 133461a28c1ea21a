import type * as z from 'zod/mini'
import type { Identity } from '../../../core/access/identity.ts'
import { isLongEnough } from '../../../core/access/signing-secret.ts'
import { sha256Of } from '../../sha-256.ts'
import type { adminTokens } from './admin-tokens.ts'

/** A token, as its hash, and whose it is. */
export interface AdminToken {
  readonly sha256: string
  readonly identity: Identity
}

/** Returns the token of the secret `ADMIN_TOKEN`, which has every permission and names nobody. */
export function sharedToken(secret: string): AdminToken {
  const identity = { name: 'ADMIN_TOKEN', kind: 'shared', role: 'operator' } as const
  return { sha256: sha256Of(secret), identity }
}

/** Returns the tokens of the secret `ADMIN_TOKENS`. */
export function namedTokens(parsed: z.output<typeof adminTokens>): readonly AdminToken[] {
  return parsed.map(({ sha256, ...token }) => ({ sha256, identity: { kind: 'token', ...token } }))
}

/**
 * Returns the entry of a token; undefined when it is nobody's. The hash is compared with all others, each
 * in constant time. A short token is nobody's, whatever `ADMIN_TOKENS` holds.
 */
export function entryOfToken(token: string, known: readonly AdminToken[]): AdminToken | undefined {
  if (!isLongEnough(token)) return undefined
  const sent = bytesOf(sha256Of(token))
  return known.filter(({ sha256 }) => crypto.subtle.timingSafeEqual(sent, bytesOf(sha256)))[0]
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
