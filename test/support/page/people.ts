import { createHash } from 'node:crypto'
import { ADMIN_TOKEN_PREFIX } from '../../../src/core/outcomes/admin-token.ts'
import type { Role } from '../../../src/core/access/roles.ts'

/** Somebody with a token, for all models unless some are named. */
interface Person {
  readonly name: string
  readonly role: Role
  readonly models?: readonly string[]
}

/** Returns the token of a person of the tests. */
export function tokenOf(name: string): string {
  return `${ADMIN_TOKEN_PREFIX}${name.padEnd(24, '-')}`
}

/** Returns the secret `ADMIN_TOKENS` for these people. */
export function adminTokensOf(people: readonly Person[]): string {
  const entries = people.map((person) => {
    const sha256 = createHash('sha256').update(tokenOf(person.name)).digest('hex')
    return { ...person, sha256 }
  })
  return JSON.stringify(entries)
}
