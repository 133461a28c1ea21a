import type { Report } from '../reporting/report.ts'
import type { Rollout } from '../rollout/state.ts'
import { pointerOf } from '../rollout/pointer-view.ts'
import type { Color } from '../routing/color.ts'
import { liveOf } from '../routing/pointer.ts'
import { releaseIdOf } from '../routing/slot.ts'

/** A data point of Workers Analytics Engine. The README of scripts/monitoring lists its fields. */
export interface DataPoint {
  readonly indexes: readonly [string]
  readonly blobs: readonly string[]
  readonly doubles: readonly number[]
}

/** The calls of a release since the last point. */
export interface ReleaseCalls {
  readonly color: Color
  readonly release: string
  /** Successes, faults, overload, neutral, lost, slow; first bytes, and the sum of their milliseconds. */
  readonly numbers: readonly number[]
}

/** Returns the calls with those of a report: one entry for each release. */
export function withReportedCalls(
  known: readonly ReleaseCalls[],
  { tallies, times = [] }: Pick<Report, 'tallies' | 'times'>
): readonly ReleaseCalls[] {
  const ended = tallies.map(
    ({ color, release, success, fault, overload, neutral, lost, slow }): ReleaseCalls => {
      return { color, release, numbers: [success, fault, overload, neutral, lost, slow, 0, 0] }
    }
  )
  const answered = times.map(({ color, release, firstByte }): ReleaseCalls => {
    const calls = firstByte.buckets.reduce((sum, [, count]) => sum + count, 0)
    return { color, release, numbers: [0, 0, 0, 0, 0, 0, calls, firstByte.sumMs] }
  })
  const all = [...known, ...ended, ...answered]
  return [...Map.groupBy(all, ({ color, release }) => `${color}/${release}`).values()]
    .flatMap(([first, ...rest]) => (first === undefined ? [] : [rest.reduce(added, first)]))
    .filter(({ numbers }) => numbers.some((one) => one > 0))
}

/** Returns the point of the calls of a release. */
export function callsPoint(model: string, { color, release, numbers }: ReleaseCalls): DataPoint {
  return { indexes: [model], blobs: ['calls', model, color, release], doubles: numbers }
}

/** Returns the point of a decision: what it was, who made it, and what is live now. */
export function decisionPoint(model: string, rollout: Rollout): DataPoint {
  const { action, cause, revision, slots } = rollout
  const live = liveOf(pointerOf(rollout))
  const author = cause.by === 'router' ? 'router' : 'people'
  const blobs = ['decision', model, live, releaseIdOf(slots[live]), action, author]
  return { indexes: [model], blobs, doubles: [revision] }
}

function added(sum: ReleaseCalls, { numbers }: ReleaseCalls): ReleaseCalls {
  return { ...sum, numbers: sum.numbers.map((one, index) => one + (numbers[index] ?? 0)) }
}
