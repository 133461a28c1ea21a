import type { Rollout } from '../../core/rollout/state.ts'
import { log } from '../../platform/log.ts'

/** Logs an automatic rollback. */
export function logRollback(
  model: string,
  { revision, stable, quarantined, cause }: Rollout
): void {
  const { reason, evidence } = cause
  log('rollback', { model, revision, live: stable, quarantined, reason, evidence })
}
