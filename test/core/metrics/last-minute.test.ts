import { describe, expect, it } from 'vitest'
import {
  noMinute,
  trafficOf,
  withReportedPart,
  type LastMinute,
} from '../../../src/core/metrics/last-minute.ts'
import type { CallTimes } from '../../../src/core/reporting/call-times.ts'
import { bucketOf } from '../../../src/core/reporting/log-histogram.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import { tally } from '../../support/evidence.ts'

function reported(minute: LastMinute, seconds: number, overrides: Partial<Tally>): LastMinute {
  return withReportedPart(minute, [tally(overrides)], [], seconds * 1000)
}

function times(ms: number, calls: number): CallTimes {
  const firstByte = { buckets: [[bucketOf(ms), calls] as const], sumMs: ms * calls }
  const duration = { buckets: [], sumMs: 0 }
  return { color: 'green', release: 'v2', route: 'other', firstByte, duration }
}

describe('the traffic of the last minute', () => {
  it('counts ended calls by outcome, and started ones by the second', () => {
    const ends = { started: 120, success: 100, fault: 3, overload: 2, neutral: 5, slow: 4 }
    const minute = reported(noMinute(0), 90, { ...ends, lost: 1 })

    expect(trafficOf(minute, 100_000)).toEqual({
      callsPerSecond: 2,
      calls: 110,
      faults: 3,
      overload: 2,
      slow: 4,
      firstByteMs: undefined,
    })
  })

  it('adds up the reports of a second, and leaves out what is older than a minute', () => {
    let minute = reported(noMinute(0), 100, { started: 1 })
    minute = reported(minute, 100.9, { started: 1 })
    minute = reported(minute, 101, { started: 1 })

    expect(minute.seconds).toHaveLength(2)
    expect([159, 160, 161].map((second) => trafficOf(minute, second * 1000).calls)).toEqual([
      3, 1, 0,
    ])
    expect(reported(minute, 200, {}).seconds).toHaveLength(1)
  })

  it('is by the time that was counted, when that is shorter', () => {
    const minute = reported(noMinute(100_000), 105, { started: 20 })

    expect(trafficOf(minute, 110_000).callsPerSecond).toBe(2)
    expect(trafficOf(reported(noMinute(0), 0, { started: 3 }), 0).callsPerSecond).toBe(3)
  })

  it('leaves out what lies ahead after the clock was set back', () => {
    expect(trafficOf(reported(noMinute(0), 100, { started: 9 }), 50_000).calls).toBe(0)
  })

  it('has quantiles once there are enough answers', () => {
    const add = (minute: LastMinute, second: number, ms: number, calls: number) =>
      withReportedPart(minute, [], [times(ms, calls)], second * 1000)
    const few = add(noMinute(0), 10, 20, 19)
    const enough = add(add(few, 10, 20, 79), 11, 320, 2)

    expect(trafficOf(few, 20_000).firstByteMs).toBeUndefined()
    expect(trafficOf(enough, 20_000).firstByteMs).toEqual({ p50: 20, p95: 20, p99: 320 })
  })
})
