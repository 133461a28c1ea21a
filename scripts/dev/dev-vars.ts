import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseEnv } from 'node:util'

/** The admin token of a local stack, if its secrets file has one. */
export function adminTokenIn(devVars: string): string | undefined {
  return existsSync(devVars) ? parseEnv(readFileSync(devVars, 'utf8'))['ADMIN_TOKEN'] : undefined
}

/** The admin token of a local stack; drawn at random once, then kept. */
export function ensureAdminToken(devVars: string): string {
  const known = adminTokenIn(devVars)
  if (known !== undefined) return known
  const token = randomBytes(24).toString('base64url')
  mkdirSync(dirname(devVars), { recursive: true })
  appendFileSync(devVars, `ADMIN_TOKEN=${token}\n`, { mode: 0o600 })
  return token
}
