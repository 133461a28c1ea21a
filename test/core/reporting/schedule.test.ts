import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clampIntervalMs,
  nextReportMs,
  retryMs,
  freshForMs,
} from '../../../src/core/reporting/schedule.ts'

const isolates = fc.integer({ min: 0, max: 150_000 })

describe('the schedule of reports', () => {
  it('is a quarter of a second in a bake and two seconds otherwise', () => {
    expect(nextReportMs('baking', 1)).toBe(250)
    expect(nextReportMs('idle', 1)).toBe(2_000)
  })

  it('stretches when there are more isolates than one coordinator hears in that time', () => {
    expect(nextReportMs('baking', 75)).toBe(250)
    expect(nextReportMs('baking', 76)).toBe(254)
    expect(nextReportMs('idle', 600)).toBe(2_000)
    expect(nextReportMs('idle', 601)).toBe(2_004)
  })

  it('asks for twice as much of a collector, which only sums', () => {
    expect(nextReportMs('baking', 300)).toBe(1_000)
    expect(nextReportMs('baking', 300, 'collector')).toBe(500)
  })

  it('never asks for more than 300 reports a second', () => {
    fc.assert(
      fc.property(isolates, fc.constantFrom('baking' as const, 'idle' as const), (count, phase) => {
        expect(count * 1000).toBeLessThanOrEqual(300 * nextReportMs(phase, count))
      })
    )
  })
})

describe('trust in what was told', () => {
  it('outlasts one report that comes late, and ends within a second in a bake', () => {
    expect(freshForMs(250)).toBe(1_000)
    expect(freshForMs(2_000)).toBe(4_500)
  })
})

describe('an interval that somebody else named', () => {
  it.each([
    [250, 250],
    [0, 50],
    [-5, 50],
    [1e12, 600_000],
    [Number.NaN, 2_000],
    [undefined, 2_000],
    ['250', 2_000],
  ])('%s is taken as %i ms', (named, taken) => {
    expect(clampIntervalMs(named)).toBe(taken)
  })
})

describe('a report that was not acknowledged', () => {
  it('goes out again soon when the coordinator was reset, and later when it has too much to do', () => {
    expect(retryMs('gone', 0, 0.5)).toBe(250)
    expect(retryMs('silent', 0, 0.5)).toBe(1_000)
    expect(retryMs('overloaded', 0, 0.5)).toBe(2_000)
  })

  it('waits twice as long after each failure, half a minute at most', () => {
    expect(retryMs('gone', 3, 0.5)).toBe(2_000)
    expect(retryMs('gone', 500, 0.5)).toBe(30_000)
  })

  it('is kept apart from those of other isolates that failed at the same moment', () => {
    expect(retryMs('gone', 2, 0)).toBe(750)
    expect(retryMs('gone', 2, 1)).toBe(1_250)
  })
})
