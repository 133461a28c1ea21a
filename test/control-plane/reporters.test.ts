import { describe, expect, it } from 'vitest'
import { Reporters } from '../../src/control-plane/reporters.ts'
import { idle } from '../support/rollouts.ts'
import { report } from '../support/reports.ts'

const ISOLATES = 20_000
const nextRollout = idle({ revision: 8 })

function fleet(): Reporters {
  const reporters = new Reporters([], 'coordinator')
  for (let index = 0; index < ISOLATES; index++) {
    const isolate = `isolate-${index}`
    reporters.record(report([], { isolate, revision: index === 0 ? 7 : 8 }), 1_000)
    reporters.schedule(isolate, 'baking', 1_000)
  }
  return reporters
}

/** Isolates that report when they are told to: times of their reports, by a simulated clock. */
function reportTimes(isolates: number, untilMs: number): readonly number[] {
  const reporters = new Reporters([], 'coordinator')
  const due = Array.from({ length: isolates }, (_, index) => ({ at: index / 20, sequence: 0 }))
  const times: number[] = []
  for (let now = 0; now < untilMs; now += 50) {
    for (const [index, one] of due.entries()) {
      if (one.at > now) continue
      const isolate = `isolate-${index}`
      const sequence = ++one.sequence
      reporters.record(report([], { isolate, sequence }), now)
      one.at = now + reporters.schedule(isolate, 'baking', now)
      times.push(now)
    }
  }
  return times
}

it('asks 20,000 isolates for at most 300 reports per second in the long run', () => {
  const times = reportTimes(ISOLATES, 240_000)

  const lateReports = times.filter((at) => at >= 80_000).length
  expect(lateReports / 160).toBeLessThanOrEqual(310)
  expect(lateReports / 160).toBeGreaterThan(200)
})

it('asks 20,000 isolates that come at once for at most 350 reports per second after 5 s', () => {
  const times = reportTimes(ISOLATES, 30_000)

  for (let second = 5; second < 30; second++) {
    const reports = times.filter((at) => Math.floor(at / 1_000) === second).length
    expect(reports).toBeLessThanOrEqual(350)
  }
})

describe.each([2_000, 10_000])('%i isolates that report once and vanish', (vanishing) => {
  /** Intervals of a live isolate, by the time of the report since the others came. */
  function intervals(firstReportAt: number) {
    const reporters = new Reporters([], 'coordinator')
    const seen: { readonly at: number; readonly intervalMs: number }[] = []
    let next = firstReportAt
    for (let now = -5_000; now < 60_000; now += 10) {
      const coming = now >= 0 && now < 1_000 ? vanishing / 100 : 0
      for (let index = 0; index < coming; index++) {
        const isolate = `once-${now}-${index}`
        reporters.record(report([], { isolate }), now)
        reporters.schedule(isolate, 'baking', now)
      }
      if (now < next) continue
      reporters.record(report([], { isolate: 'live', sequence: seen.length + 1 }), now)
      const intervalMs = reporters.schedule('live', 'baking', now)
      seen.push({ at: now, intervalMs })
      next = now + intervalMs
    }
    return seen
  }

  it('never stretch the schedule of an isolate that reported before', () => {
    expect(new Set(intervals(-5_000).map(({ intervalMs }) => intervalMs))).toEqual(new Set([250]))
  })

  it('stretch only the first interval of an isolate that comes with them, to 2 s', () => {
    const [first, ...later] = intervals(990)

    expect(first?.intervalMs).toBeLessThanOrEqual(2_000)
    expect(new Set(later.map(({ intervalMs }) => intervalMs))).toEqual(new Set([250]))
  })
})

it('does not take a resend for a second report', () => {
  const reporters = fleet()
  for (let index = 0; index < ISOLATES; index++) {
    reporters.record(report([], { isolate: `isolate-${index}` }), 1_500)
  }
  reporters.record(report([], { isolate: 'isolate-0', sequence: 2 }), 1_600)

  expect(reporters.schedule('isolate-0', 'baking', 1_600)).toBe(250)
})

it('counts the one isolate that follows an older revision', () => {
  expect(fleet().following(nextRollout, 1_200)).toEqual({
    reporting: ISOLATES,
    following: ISOLATES - 1,
    oldestRevision: 7,
    silentMs: 200,
  })
})

it('stores the latest 5,000 reporters', () => {
  expect(fleet().entries().length).toBe(5_000)
})

it('stops counting an isolate when it no longer follows its last reply', () => {
  const reporters = new Reporters([], 'coordinator')
  reporters.record(report([], { revision: 8 }), 1_000)
  reporters.schedule('isolate-1', 'baking', 1_000)

  expect(reporters.following(nextRollout, 2_000).reporting).toBe(1)
  expect(reporters.following(nextRollout, 2_001).reporting).toBe(0)
})

it('does not count a report that arrives after a newer one', () => {
  const reporters = new Reporters([], 'coordinator')
  reporters.record(report([], { sequence: 2 }), 1_000)

  expect(reporters.record(report([], { sequence: 1 }), 1_001)).toBe(false)
  expect(reporters.record(report([], { sequence: 2 }), 1_002)).toBe(false)
  expect(reporters.record(report([], { sequence: 3 }), 1_003)).toBe(true)
})

it('does not count isolates from before the clock was set back', () => {
  const reporters = fleet()

  reporters.record(report([], { isolate: 'live' }), -3_600_000)
  reporters.record(report([], { isolate: 'live', sequence: 2 }), -3_599_750)

  expect(reporters.schedule('live', 'baking', -3_599_000)).toBe(250)
})
