import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clampIntervalMs,
  nextReportMs,
  retryMs,
  freshForMs,
} from '../../../src/core/reporting/schedule.ts'

const isolates = fc.integer({ min: 0, max: 150_000 })

describe('nextReportMs', () => {
  it('is 250 ms during a bake and 2 s when idle', () => {
    expect(nextReportMs('baking', 1)).toBe(250)
    expect(nextReportMs('idle', 1)).toBe(2_000)
  })

  it('grows when more isolates report than a coordinator takes in that interval', () => {
    expect(nextReportMs('baking', 75)).toBe(250)
    expect(nextReportMs('baking', 76)).toBe(254)
    expect(nextReportMs('idle', 600)).toBe(2_000)
    expect(nextReportMs('idle', 601)).toBe(2_004)
  })

  it('allows a collector twice as many reports as a coordinator', () => {
    expect(nextReportMs('baking', 300)).toBe(1_000)
    expect(nextReportMs('baking', 300, 'collector')).toBe(500)
  })

  it('never schedules more than 300 reports per second', () => {
    fc.assert(
      fc.property(isolates, fc.constantFrom('baking' as const, 'idle' as const), (count, phase) => {
        expect(count * 1000).toBeLessThanOrEqual(300 * nextReportMs(phase, count))
      })
    )
  })
})

describe('freshForMs', () => {
  it('covers one late report and is at most one second during a bake', () => {
    expect(freshForMs(250)).toBe(1_000)
    expect(freshForMs(2_000)).toBe(4_500)
  })
})

describe('clampIntervalMs', () => {
  it.each([
    [250, 250],
    [0, 50],
    [-5, 50],
    [1e12, 600_000],
    [Number.NaN, 2_000],
    [undefined, 2_000],
    ['250', 2_000],
  ])('turns %s into %i ms', (intervalMs, clamped) => {
    expect(clampIntervalMs(intervalMs)).toBe(clamped)
  })
})

describe('retryMs', () => {
  it('is short after a reset and longer when the coordinator is overloaded', () => {
    expect(retryMs('gone', 0, 0.5)).toBe(250)
    expect(retryMs('silent', 0, 0.5)).toBe(1_000)
    expect(retryMs('overloaded', 0, 0.5)).toBe(2_000)
  })

  it('doubles after each failure, up to 30 s', () => {
    expect(retryMs('gone', 3, 0.5)).toBe(2_000)
    expect(retryMs('gone', 500, 0.5)).toBe(30_000)
  })

  it('adds jitter of ±25 %', () => {
    expect(retryMs('gone', 2, 0)).toBe(750)
    expect(retryMs('gone', 2, 1)).toBe(1_250)
  })
})
