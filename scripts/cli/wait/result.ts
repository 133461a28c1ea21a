import type { Status } from '../../../src/control-plane/admin/answers.ts'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import { durationOf } from '../ago.ts'
import { other } from '../../../src/core/routing/color.ts'
import { candidateOf, courseOf, type Course } from './course.ts'
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
        ? `${live} bakes, and every reporting isolate follows`
        : `the bake is over; live is ${live}, revision ${status.revision}`
    case 'weight':
      return status.phase === 'shifting'
        ? `${judgedOf(status)} takes ${status.weight} % of the keys, and every reporting isolate follows`
        : `live is ${live}, revision ${status.revision}`
    case 'paused':
      return `paused by ${status.paused?.by}: ${status.paused?.reason}`
    case 'live':
      return `${live} is live`
  }
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

/** Returns null before the switch. */
function rolloutOf({ start, end, changes }: Course, status: Status): object | null {
  if (start === undefined) return null
  const { slots, health, model } = status
  const candidate = candidateOf(start)
  const { calls, faults, causes } = health[candidate]
  const summary = end === undefined ? health[candidate].verdict.summary : end.entry.evidence
  return {
    id: `${model}-${start.revision}`,
    release: slots[candidate].release,
    from: slots[other(candidate)].release,
    result: end?.kind ?? 'under_way',
    revisions: changes.map(({ revision }) => revision),
    by: start.by,
    startedAt: start.at,
    endedAt: end?.entry.at ?? null,
    evidence: { calls, faults, by: causes.faults, summary },
  }
}
