import { ok, refuse, type Result } from '../result.ts'
import { nextRevision } from './next-revision.ts'
import type { Baking, Cause, Idle, Rollout } from './state.ts'

/** Goes back to stable because an operator asked for it. */
export function rollBack(
  rollout: Rollout,
  cause: Cause,
  now: number
): Result<Rollout, 'nothing_to_roll_back'> {
  if (rollout.phase === 'idle') return refuse('nothing_to_roll_back')
  return ok(afterRollback(rollout, cause, now))
}

/** Goes back to stable because the candidate is faulty. At rest nothing changes: there is nowhere to go back to. */
export function rollBackFaulty(rollout: Rollout, summary: string, now: number): Rollout {
  if (rollout.phase === 'idle') return rollout
  const reason = `${rollout.candidate} is faulty`
  const cause = { by: 'router', source: 'detector', reason, evidence: summary }
  return afterRollback(rollout, cause, now)
}

/** The rollout at rest on stable, with the candidate quarantined. */
export function afterRollback(rollout: Baking, cause: Cause, now: number): Idle {
  const next = nextRevision(rollout, 'rollback', cause, now)
  return { ...next, phase: 'idle', liveSince: now, quarantined: rollout.candidate }
}
