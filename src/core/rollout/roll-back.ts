import { ok, refuse, type Result } from '../result.ts'
import type { Rollback } from './events.ts'
import { causeFields, type VerdictEvidence } from './evidence-numbers.ts'
import { nextRevision } from './next-revision.ts'
import type { Baking, Cause, Idle, Rollout, RolloutPolicy, Shifting } from './state.ts'
import { openWayBack } from './way-back.ts'

/**
 * Goes back on an operator's command: in a rollout to stable, and after one to the previous
 * release while the way back is open. No pause, freeze or probe hinders it.
 */
export function rollBack(
  rollout: Rollout,
  { cause }: Rollback,
  now: number
): Result<Rollout, 'nothing_to_roll_back'> {
  if (rollout.phase !== 'idle') return ok(afterRollback(rollout, cause, now))
  const previous = openWayBack(rollout, now)
  if (previous === undefined) return refuse('nothing_to_roll_back')
  const next = nextRevision(rollout, 'undo', cause, now)
  const { stable: quarantined } = rollout
  return ok({ ...next, phase: 'idle', stable: previous.color, liveSince: now, quarantined })
}

/**
 * Rolls back a faulty candidate. When idle, nothing changes: there is no candidate. Nor does it
 * when the operator has turned the automatic rollback off.
 */
export function rollBackFaulty(
  rollout: Rollout,
  evidence: VerdictEvidence,
  now: number,
  { autoRollback }: RolloutPolicy
): Rollout {
  if (rollout.phase === 'idle' || !autoRollback) return rollout
  const reason = `${rollout.candidate} is faulty`
  const cause = { by: 'router', source: 'detector', reason, ...causeFields(evidence) }
  return afterRollback(rollout, cause, now)
}

/** Returns the idle rollout on stable, with the candidate quarantined. */
export function afterRollback(rollout: Shifting | Baking, cause: Cause, now: number): Idle {
  const next = nextRevision(rollout, 'rollback', cause, now)
  return { ...next, phase: 'idle', liveSince: now, quarantined: rollout.candidate }
}
