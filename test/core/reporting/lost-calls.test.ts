import { describe, expect, it } from 'vitest'
import { OTHER_ROUTE } from '../../../src/core/detector/evidence.ts'
import { lostCalls, type Incident } from '../../../src/core/reporting/lost-calls.ts'
import { startsOf } from '../../../src/core/reporting/starts.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'

const green = { color: 'green', release: 'v2' } as const

describe('the calls of an isolate that is gone', () => {
  const gone = { at: 100_000, dueAt: 100_250 }
  const cohort = { ...green, slice: 99, caller: 7, route: 'POST /v1/x' }
  const counts = { ...green, waiting: 1, answering: 1, oldestWaitingMs: 0 }
  const calls = { ...counts, starts: startsOf([cohort, cohort], 100) }
  const repeated = [10, 20, 30].map((at): Incident => ({
    ...green,
    at: at * 1_000,
    spanMs: 5_000,
    lost: 9,
    counted: 0,
  }))

  it('count for their callers after three incidents', () => {
    const { tallies } = lostCalls(calls, gone, repeated, 130_000)

    expect(tallies).toMatchObject([
      { slice: 98, caller: 7, route: 'POST /v1/x', lost: 1 },
      { slice: 99, caller: 7, route: 'POST /v1/x', lost: 1 },
    ])
  })

  it.each([
    ['before', { calls, known: repeated.slice(1) }],
    ['of another release', { calls: { ...calls, release: 'v3' }, known: repeated }],
    ['of an isolate of an older version', { calls: counts, known: repeated }],
  ])('count for strangers in the slice of the last report %s', (_, given) => {
    const { tallies } = lostCalls(given.calls, gone, given.known, 130_000)

    expect(tallies).toMatchObject([{ caller: 0, route: OTHER_ROUTE, slice: 100, lost: 2 }])
  })

  it('count for strangers when they had run for minutes', () => {
    const { tallies } = lostCalls(calls, gone, repeated, 300_000)

    expect(tallies).toMatchObject([{ caller: 0, lost: 2 }])
  })

  it('count for their callers up to the size of the incidents before', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ ...cohort, slice: 90 + (index % 10) }))
    const large = { ...counts, waiting: 30, answering: 0, starts: startsOf(many, 100) }

    const first = lostCalls(large, gone, repeated, 130_000)
    const second = lostCalls(large, gone, first.incidents, 130_000)

    const lostOf = (tallies: readonly Tally[], caller: number) =>
      tallies.filter((one) => one.caller === caller).reduce((sum, { lost }) => sum + lost, 0)
    expect([lostOf(first.tallies, 7), lostOf(first.tallies, 0)]).toEqual([9, 21])
    expect([lostOf(second.tallies, 7), lostOf(second.tallies, 0)]).toEqual([0, 30])
  })

  it('belong to one incident with those of isolates that report as rarely', () => {
    const rare = { at: 100_000, dueAt: 166_000 }

    const first = lostCalls(calls, rare, [], 230_000)
    const second = lostCalls(calls, { at: 160_000, dueAt: 226_000 }, first.incidents, 260_000)

    expect(second.incidents).toMatchObject([{ lost: 4, counted: 0 }])
  })

  it('leave no incident in memory for longer than ten minutes, by any clock', () => {
    expect(lostCalls(calls, gone, repeated, 3_600_000).incidents).toHaveLength(1)
    expect(lostCalls(calls, gone, repeated, -3_600_000).incidents).toHaveLength(1)
  })
})
