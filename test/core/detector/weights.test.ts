import { describe, expect, it } from 'vitest'
import { rngOf } from '../../../scripts/simulate/detector/rng.ts'
import {
  fault,
  runOf,
  shift,
  type Change,
} from '../../../scripts/simulate/detector/weights/hold-back.ts'
import { historyOf } from '../../../scripts/simulate/detector/weights/router.ts'
import { foundBy } from '../../../scripts/simulate/detector/weights/steps.ts'

const RUNS = 5

describe('the claims of the README on steps and hold-backs, on a small scale and with fixed seeds', () => {
  const history = historyOf(rngOf(1), 20)

  function rolledBack(stableShare: number, change: Change): number {
    const runs = Array.from({ length: RUNS }, (_, run) =>
      runOf(rngOf(run), 20, stableShare, change, history)
    )
    return runs.filter((one) => one !== undefined).length
  }

  it('rolls back where all calls fail on both colors, and not with a tenth held back', () => {
    const outage = shift('all calls fail on both', 1)

    expect(rolledBack(0, outage)).toBe(RUNS)
    expect(rolledBack(0.1, outage)).toBe(0)
  })

  it('rolls back with a tenth held back where all calls fail on the candidate alone', () => {
    expect(rolledBack(0.1, fault('all fail on the candidate alone', 1))).toBe(RUNS)
  })

  it('loses fewer calls than the other rules at a quarter of 20 calls/s, when half of them fail', () => {
    const step = { callsPerSecond: 20, weight: 0.25, faultRate: 0.5, lateMs: 0 }

    const [own, ...others] = foundBy(rngOf(1), step, history)

    expect(own?.failedCalls).toBeLessThan(20)
    for (const other of others) expect(other?.failedCalls).toBeGreaterThan(own?.failedCalls ?? 0)
  })
})
