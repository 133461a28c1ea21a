import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseEnv } from 'node:util'
import { ADMIN_TOKEN_PREFIX } from '../../src/core/outcomes/admin-token.ts'

/** Returns the admin token in a local stack's secrets file; undefined when it has none. */
export function adminTokenIn(devVars: string): string | undefined {
  return existsSync(devVars) ? parseEnv(readFileSync(devVars, 'utf8'))['ADMIN_TOKEN'] : undefined
}

/**
 * Returns the admin token of a local stack. The first call creates a random token and stores it in
 * the secrets file.
 */
export function ensureAdminToken(devVars: string): string {
  const known = adminTokenIn(devVars)
  if (known !== undefined) return known
  const token = ADMIN_TOKEN_PREFIX + randomBytes(24).toString('base64url')
  mkdirSync(dirname(devVars), { recursive: true })
  appendFileSync(devVars, `ADMIN_TOKEN=${token}\n`, { mode: 0o600 })
  return token
}
