import { ok, refuse, type Result } from '../result.ts'
import type { Forgive } from './events.ts'
import type { Rollout } from './state.ts'

/** Lifts the quarantine: the release may be switched to, and failed over to, as before. */
export function forgive(
  rollout: Rollout,
  { color, cause }: Forgive,
  now: number
): Result<Rollout, 'nothing_quarantined'> {
  const { quarantined, ...kept } = rollout
  if (quarantined === undefined || (color ?? quarantined) !== quarantined) {
    return refuse('nothing_quarantined')
  }
  return ok({ ...kept, revision: rollout.revision + 1, at: now, action: 'forgive', cause })
}
