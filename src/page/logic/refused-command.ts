import type { Problem } from '../data/admin-requests.ts'
import type { ModelStatus } from '../data/shapes.ts'
import { named, situationOf } from './rollout-situation.ts'
import { relativeTo } from './time-words.ts'

/** Codes of a command that came after somebody else's change. */
export function isOvertaken({ status, code }: Problem): boolean {
  return status === 412 || (status === 409 && code !== 'command_in_progress')
}

/**
 * Returns why a command was not carried out. `seen` is the revision that was looked at, and `status`
 * the state now; undefined while it is not known.
 */
export function refusalText(
  problem: Problem,
  seen: number,
  status: ModelStatus | undefined,
  now: number
): string {
  if (!isOvertaken(problem) || status === undefined || status.revision === seen) {
    return `Nothing was changed. ${problem.detail}`
  }
  const { by, reason, revision, changedAt, since, live } = status
  const when = relativeTo(now, Date.parse(changedAt ?? since))
  const { label } = situationOf(status, now)
  return `Nothing was changed: ${by} changed it meanwhile (revision ${seen} → ${revision}, ${when}: ${reason}). Now: ${label}, live is ${named(status, live)}.`
}
