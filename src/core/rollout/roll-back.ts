import { ok, refuse, type Result } from '../result.ts'
import { nextRevision } from './next-revision.ts'
import type { Baking, Cause, Idle, Rollout } from './state.ts'

/** Rolls back to stable on an operator's command. */
export function rollBack(
  rollout: Rollout,
  cause: Cause,
  now: number
): Result<Rollout, 'nothing_to_roll_back'> {
  if (rollout.phase === 'idle') return refuse('nothing_to_roll_back')
  return ok(afterRollback(rollout, cause, now))
}

/** Rolls back a faulty candidate. When idle, nothing changes: there is no candidate. */
export function rollBackFaulty(rollout: Rollout, summary: string, now: number): Rollout {
  if (rollout.phase === 'idle') return rollout
  const reason = `${rollout.candidate} is faulty`
  const cause = { by: 'router', source: 'detector', reason, evidence: summary }
  return afterRollback(rollout, cause, now)
}

/** Returns the idle rollout on stable, with the candidate quarantined. */
export function afterRollback(rollout: Baking, cause: Cause, now: number): Idle {
  const next = nextRevision(rollout, 'rollback', cause, now)
  return { ...next, phase: 'idle', liveSince: now, quarantined: rollout.candidate }
}
