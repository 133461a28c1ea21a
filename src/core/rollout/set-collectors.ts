import { collectorsOf } from '../reporting/collector-shard.ts'
import { ok, refuse, type Result } from './result.ts'
import { nextRevision } from './next-revision.ts'
import type { Cause, Rollout, RolloutPolicy } from './transition.ts'

/** Lets another number of collectors take the reports. No calls go elsewhere, so a bake, its evidence and an alert stay. */
export function setCollectors(
  rollout: Rollout,
  collectors: number,
  cause: Cause,
  now: number,
  policy: RolloutPolicy
): Result<Rollout, 'already_set'> {
  if (collectors === collectorsOf(rollout, policy)) return refuse('already_set')
  return ok({ ...rollout, ...nextRevision(rollout, 'widen', cause, now), collectors })
}
