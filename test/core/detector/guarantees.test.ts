import { describe, expect, it } from 'vitest'
import { delayOf } from '../../../scripts/simulate/detector/delay.ts'
import { promiseTable, yearsTable } from '../../../scripts/simulate/detector/false-alarms.ts'

describe('what the README claims of the detector, on a small scale and with fixed seeds', () => {
  it.each([
    [0.001, 0.2],
    [0.001, 0.5],
    [0.001, 1],
    [0.01, 0.2],
    [0.01, 0.5],
    [0.01, 1],
  ])('needs at most 1.25 times the limit where %f is allowed and %f fail', (allowed, faultRate) => {
    const { mean, limit } = delayOf(allowed, faultRate, 100)

    expect(mean / limit).toBeLessThan(1.25)
  })

  it('keeps its promise of a time between false alarms at the highest rate that is allowed', () => {
    expect(promiseTable(20, [1_000]).worst).toBeGreaterThan(1)
  })

  it('raises no alarm in a month at half the rate that is allowed', () => {
    expect(yearsTable(1 / 12).worst).toBe(0)
  })
})
