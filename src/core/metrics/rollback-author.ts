import type { Rollout } from '../rollout/state.ts'

/** The kinds of authors of a rollback. */
export const rollbackAuthors = ['router', 'operator', 'break_glass'] as const
export type RollbackAuthor = (typeof rollbackAuthors)[number]

/** Returns the author of a change that took a candidate, or the last rollout, back; undefined for other changes. */
export function rollbackAuthorOf(before: Rollout, after: Rollout): RollbackAuthor | undefined {
  const { action, cause } = after
  if (action === 'break_glass') return endsOnStable(before, after) ? 'break_glass' : undefined
  if (action !== 'rollback' && action !== 'undo') return undefined
  return cause.by === 'router' ? 'router' : 'operator'
}

function endsOnStable(before: Rollout, after: Rollout): boolean {
  return before.phase !== 'idle' && after.phase === 'idle' && after.stable === before.stable
}
