import { identityText, type Identity } from '../../core/access/identity.ts'
import type { Author } from './command-routes.ts'
import { parsed } from './parsed.ts'
import { authorHeaders } from './schema.ts'

/** Source of what comes from the page. */
const PAGE = 'page'

/**
 * Returns the author of a command, and its origin. The author is the verified one; a name in a
 * header is kept as a claim. Of the shared token no name is known but the claimed one. Only the page
 * has sessions.
 */
export function authorOf(headers: Headers, caller: Identity): Author {
  const { by: claimed, source } = parsed(
    authorHeaders.safeParse({
      by: headers.get('x-bluegreen-actor')?.slice(0, 100) || undefined,
      source: headers.get('x-bluegreen-source')?.slice(0, 50) || undefined,
    })
  )
  const identity = identityText(caller)
  const from = caller.sessionEndsAt === undefined ? source : PAGE
  if (caller.kind === 'shared') return { by: claimed ?? 'operator', identity, source: from }
  const by = caller.name
  return claimed === undefined || claimed === by
    ? { by, identity, source: from }
    : { by, identity, claimed, source: from }
}
