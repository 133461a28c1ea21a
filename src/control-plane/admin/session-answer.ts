import * as z from 'zod/mini'
import type { Identity } from '../../core/access/identity.ts'
import { permissionsOf, type Permission } from '../../core/access/roles.ts'
import { caller, time, word } from './answer-parts.ts'
import { callerShown } from './show-caller.ts'

/** Body of `POST /admin/session`. */
export const signInBody = z.strictObject({ token: z.string() })

/** Body of `GET /admin/session`: who asks, and what that caller may do. */
export const sessionAnswer = z.extend(caller, {
  permissions: z.array(word<Permission>()),
  /** End of the session; null for a caller without one. */
  expiresAt: z.nullable(time),
})

export type Session = z.infer<typeof sessionAnswer>

/** Returns the caller and its session in the form of the admin route. */
export function sessionShown(identity: Identity): Session {
  const { role, sessionEndsAt } = identity
  return {
    ...callerShown(identity),
    permissions: [...permissionsOf(role)],
    expiresAt: sessionEndsAt === undefined ? null : new Date(sessionEndsAt).toISOString(),
  }
}
