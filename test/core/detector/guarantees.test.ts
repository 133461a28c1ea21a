import { describe, expect, it, vi } from 'vitest'
import { delayOf } from '../../../scripts/simulate/detector/delay.ts'
import { promiseTable, yearsTable } from '../../../scripts/simulate/detector/false-alarms.ts'
import { lateAlarmTable } from '../../../scripts/simulate/detector/late-alarms.ts'
import { latenessCells } from '../../../scripts/simulate/detector/lateness.ts'
import { rngOf } from '../../../scripts/simulate/detector/rng.ts'
import { ours } from '../../../scripts/simulate/detector/rules/ours.ts'
import { viewOf } from '../../../scripts/simulate/detector/rules/rule.ts'
import { faults } from '../../../scripts/simulate/detector/scenarios/faults.ts'
import { meanOf } from '../../../scripts/simulate/detector/table.ts'
import { healthy } from '../../../scripts/simulate/detector/scenarios/healthy.ts'

// Simulations take seconds, more on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

describe('the claims of the README on the detector, on a small scale and with fixed seeds', () => {
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

  it('needs no more for failures that become visible up to two minutes late', () => {
    const cells = latenessCells(1_000, { histories: 3, runs: 10 })

    expect(cells.map(({ lateness }) => lateness)).toContain(120)
    for (const own of Map.groupBy(cells, ({ faultRate }) => faultRate).values()) {
      expect(meanOf(own.map(({ ratio }) => ratio))).toBeLessThan(1.25)
    }
  })

  it('keeps its promise of a time between false alarms at the highest rate that is allowed', () => {
    expect(promiseTable(20, [1_000]).worst).toBeGreaterThan(1)
  })

  it('keeps the promise where faults become visible late', () => {
    expect(lateAlarmTable(3, 1_000).worst).toBeGreaterThan(1)
  })

  it('raises no alarm in a month at half the rate that is allowed', () => {
    expect(yearsTable(1 / 12).worst).toBe(0)
  })

  it.each(faults.filter(({ maxDelaySeconds }) => maxDelaySeconds !== undefined))(
    'finds the fault within seconds: $name',
    ({ draw, maxDelaySeconds = 0 }) => {
      const workload = viewOf(draw(rngOf(1)))

      const seconds = ((ours.rollbackAt(workload) ?? Infinity) - (workload.onset ?? 0)) / 1000

      expect(seconds).toBeGreaterThan(0)
      expect(seconds).toBeLessThan(maxDelaySeconds)
    }
  )

  it.each(healthy.filter(({ name }) => /poisoned|strangers|generations/u.test(name)))(
    'does not roll a healthy color back: $name',
    ({ draw }) => {
      expect(ours.rollbackAt(viewOf(draw(rngOf(1))))).toBeUndefined()
    }
  )
})
