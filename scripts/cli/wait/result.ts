import type { ColorHealth, Status } from '../../../src/control-plane/admin/answers.ts'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import type { RolloutResult } from '../../../src/core/rollout/rollout-records.ts'
import { durationOf } from '../../../src/core/time-span.ts'
import { other } from '../../../src/core/routing/color.ts'
import { candidateOf, courseOf, type Course, type End } from './course.ts'
import { releaseOf } from './lines.ts'
import type { Goal } from './progress.ts'
import type { Waited, WaitOrder } from './watch.ts'

/** Returns the end of a wait in one line. */
export function resultLine({ progress, look }: Waited, { goal, timeoutMs }: WaitOrder): string {
  const { status } = look
  const { model } = status
  switch (progress.kind) {
    case 'reached':
      return `${model}: ${reachedOf(goal, status)}`
    case 'rolled_back':
      return `${model}: rolled back to ${releaseOf(progress.by.to, status)}, ${madeBy(progress.by)}`
    case 'superseded':
      return `${model}: superseded by another change, ${madeBy(progress.by)}`
    case 'under_way':
      return `${model}: still under way after ${durationOf(timeoutMs)}: ${standOf(status)}`
  }
}

function reachedOf(goal: Goal, status: Status): string {
  const live = releaseOf(status.live, status)
  switch (goal.kind) {
    case 'completed':
      return `completed; live is ${live}, revision ${status.revision}`
    case 'baking':
      return status.phase === 'baking'
        ? `${live} bakes${followersOf(status)}`
        : `the bake is over; live is ${live}, revision ${status.revision}`
    case 'weight':
      return status.phase === 'shifting'
        ? `${judgedOf(status)} takes ${status.weight} % of the keys${followersOf(status)}`
        : `live is ${live}, revision ${status.revision}`
    case 'paused':
      return `paused by ${status.paused?.by}: ${status.paused?.reason}`
    case 'live':
      return `${live} is live`
  }
}

function followersOf({ isolates: { reporting } }: Status): string {
  return reporting === 0 ? '' : `, and all of ${reporting} reporting isolates follow`
}

function madeBy({ revision, action, by, reason, evidence }: HistoryEntry): string {
  return `revision ${revision}, ${action} by ${by}: ${evidence ?? reason}`
}

function standOf(status: Status): string {
  const { phase, live, candidate, revision, weight } = status
  if (candidate === null) return `live is ${releaseOf(live, status)}, revision ${revision}`
  const { kind, summary } = status.health[candidate].verdict
  const stands = phase === 'shifting' ? `stands at ${weight} %` : 'bakes'
  return `${judgedOf(status)} ${stands} and is ${kind}, ${summary}`
}

/** Returns the release on trial, or the live one when there is none. */
function judgedOf(status: Status): string {
  return releaseOf(status.candidate ?? status.live, status)
}

/** Returns the end of a wait as one JSON document. */
export function resultDocument({ progress, pin, look }: Waited, { goal }: WaitOrder): object {
  const { status, entries } = look
  const { live, slots } = status
  return {
    model: status.model,
    wait: { for: nameOf(goal), result: progress.kind },
    rollout: rolloutOf(courseOf(entries, pin), status),
    live: { color: live, release: slots[live].release, revision: status.revision },
  }
}

/** Returns a goal as it is written on the command line. */
function nameOf(goal: Goal): string {
  switch (goal.kind) {
    case 'live':
      return `live=${goal.release}`
    case 'weight':
      return `weight=${goal.weight}`
    case 'completed':
    case 'baking':
    case 'paused':
      return goal.kind
  }
}

/** Returns the rollout by its history; null before the switch. */
function rolloutOf({ start, end, changes }: Course, status: Status): object | null {
  if (start === undefined) return null
  const candidate = candidateOf(start)
  const { from, to, about = to } = start.releases ?? {}
  return {
    id: `${status.model}-${start.revision}`,
    // By now other releases may stand in the slots.
    release: about?.release ?? status.slots[candidate].release,
    from: from?.release ?? status.slots[other(candidate)].release,
    result: resultOf(end),
    revisions: changes.map(({ revision }) => revision).filter((one) => one >= start.revision),
    by: start.by,
    reason: start.reason,
    startedAt: start.at,
    endedAt: end?.entry.at ?? null,
    endedBy: end?.entry.by ?? null,
    endReason: end?.entry.reason ?? null,
    evidence: end === undefined ? evidenceSoFar(status.health[candidate]) : evidenceOf(end.entry),
  }
}

/** The words of the rollouts in the history. */
function resultOf(end: End | undefined): RolloutResult {
  if (end === undefined) return 'running'
  return end.entry.action === 'undo' ? 'undone' : end.kind
}

/** The numbers that led to the end; null when an operator ended it. */
function evidenceOf({ evidence, numbers = null }: HistoryEntry): object | null {
  if (evidence === null && numbers === null) return null
  const { signal = null, route = null, calls = null, bad = null } = numbers ?? {}
  const { causes: by = {}, limit = null, seconds = null } = numbers ?? {}
  return { summary: evidence, signal, route, calls, bad, by, limit, seconds }
}

function evidenceSoFar({ calls, faults, causes, verdict }: ColorHealth): object {
  return { summary: verdict.summary, calls, bad: faults, by: causes.faults }
}
