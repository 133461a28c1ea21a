/** Tokens of the admin route begin with it, so that the data plane and secret scanners recognize them. */
export const ADMIN_TOKEN_PREFIX = 'bgr_'

/** Where a token may begin: after the scheme of a credential, or after a name and a colon. */
const PREFIXED = new RegExp(`(?:^|[\\s:,="])${ADMIN_TOKEN_PREFIX}`)

/** Whether one of these credentials is, or holds, a token of the admin route. */
export function holdsAdminToken(credentials: readonly (string | null)[]): boolean {
  return credentials.some(isAdminToken)
}

function isAdminToken(credential: string | null): boolean {
  return credential !== null && credential.includes(ADMIN_TOKEN_PREFIX) && PREFIXED.test(credential)
}
