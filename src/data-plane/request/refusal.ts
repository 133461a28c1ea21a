import { holdsAdminToken } from '../../core/outcomes/admin-token.ts'
import type { RouterError } from '../../core/outcomes/api-dialect.ts'
import type { Pointer } from '../../core/routing/pointer.ts'
import { hasHiddenParent } from '../../core/routing/spelled-path.ts'
import type { Credentials } from './caller-identity.ts'

/** The methods that are forwarded, for the `Allow` header of a refusal. */
export const FORWARDED_METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'

/**
 * Returns the error for a call that must not reach an origin; undefined for any other call. Nothing
 * of a refused call is logged, because it may hold a token.
 */
export function refusalOf(
  { method }: Request,
  { authorization, apiKey, queryKey }: Credentials,
  upstreamPath: string,
  { slots }: Pointer
): RouterError | undefined {
  // The platform does not hand CONNECT to a Worker.
  if (method === 'TRACE') return methodNotAllowed
  if (holdsAdminToken([authorization, apiKey, queryKey])) return adminToken
  if (!hasHiddenParent(upstreamPath)) return undefined
  return hasBasePath(slots.blue.origin) || hasBasePath(slots.green.origin) ? invalidPath : undefined
}

/** Whether an origin has a path after its host. A failover may go to either color. */
function hasBasePath(origin: string): boolean {
  return origin.indexOf('/', origin.indexOf('://') + 3) !== -1
}

const methodNotAllowed: RouterError = {
  code: 'method_not_allowed',
  status: 405,
  message: 'TRACE is not forwarded to a model.',
}

const adminToken: RouterError = {
  code: 'admin_token',
  status: 403,
  message:
    'The call carries a token of the admin route, and was not forwarded. Send the key of the model.',
}

const invalidPath: RouterError = {
  code: 'invalid_path',
  status: 400,
  message: 'The path has an encoded or parameterized ".." segment, and was not forwarded.',
}
