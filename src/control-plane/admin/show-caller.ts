import type { Identity } from '../../core/access/identity.ts'
import type { Caller } from './answer-parts.ts'

/** Returns the caller in the form of the admin route. */
export function callerShown({ name, kind, role, models }: Identity): Caller {
  return { name, kind, role, models: models === undefined ? null : [...models] }
}
