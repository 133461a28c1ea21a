import { describe, expect, it } from 'vitest'
import { baselineOf, type Baseline } from '../../../src/core/detector/baseline.ts'
import type { Evidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits as limits } from '../../../src/core/detector/limits.ts'
import { STRANGERS } from '../../../src/core/detector/rows.ts'
import { stableOf } from '../../../src/core/detector/stable-evidence.ts'
import { faultyAt, groupsOf, seen, verdictOn, type Part } from '../../support/evidence.ts'

const inTen = (part: Part) => () => groupsOf(10, part)

/** The baseline in a slice. `since` is the first slice of the candidate. */
function faultBaseline(reference: Evidence, slice: number, since = slice): Baseline {
  const stable = stableOf(reference, undefined, slice, since)
  return baselineOf(stable, { scope: 'all', signal: 'fault', heaviest: undefined }, limits)
}

describe('the rate of stable', () => {
  it('has no effect while it is below the limit', () => {
    const reference = seen({ slices: 100, inSlice: inTen({ started: 10 }) })

    expect(faultBaseline(reference, 100)).toMatchObject({ rate: 0.01, isStableFaulty: false })
  })

  it('has little effect when stable has few calls', () => {
    const reference = seen({ slices: 1, inSlice: () => [{ started: 3, fault: 1 }] })

    expect(faultBaseline(reference, 1).rate).toBeLessThan(0.035)
  })

  it('is allowed on the candidate, with an upper confidence bound', () => {
    const reference = seen({ slices: 100, inSlice: inTen({ started: 25, fault: 1 }) })

    const { rate, isStableFaulty } = faultBaseline(reference, 100)

    expect(rate).toBeGreaterThan(0.04)
    expect(rate).toBeLessThan(0.045)
    expect(isStableFaulty).toBe(true)
  })

  it('holds a candidate that is no worse', () => {
    const part = { started: 25, fault: 1 }
    const reference = seen({ slices: 100, inSlice: inTen(part) })

    const candidate = seen({ from: 100, slices: 150, inSlice: inTen(part), reference })

    const verdict = verdictOn(candidate, 250, reference)
    expect(verdict).toMatchObject({ kind: 'undecided', hold: true })
    expect(verdict.summary).toContain('going back would not help')
  })

  it('does not hold a candidate that is much worse', () => {
    const reference = seen({ slices: 100, inSlice: inTen({ started: 25, fault: 1 }) })

    const inSlice = inTen({ started: 25, fault: 8 })

    expect(faultyAt({ from: 100, slices: 3, inSlice, reference })).toBeLessThanOrEqual(102)
  })

  it('excuses a candidate during and after an outage of both colors', () => {
    let reference = seen({ slices: 100, inSlice: inTen({ started: 2 }) })
    let candidate = seen({ slices: 100, inSlice: inTen({ started: 2 }) })
    for (let slice = 100; slice < 300; slice++) {
      const inSlice = inTen({ started: 2, fault: slice < 130 ? 2 : 0 })
      reference = seen({ from: slice, slices: 1, inSlice }, reference)
      candidate = seen({ from: slice, slices: 1, inSlice, reference }, candidate)

      const verdict = verdictOn(candidate, slice + 1, reference)

      expect(verdict.kind).not.toBe('faulty')
      if (slice === 129) expect(verdict).toMatchObject({ hold: true })
    }
  })

  it('includes the outlier when it makes nearly all calls', () => {
    const reference = seen({ slices: 100, inSlice: () => [{ started: 100, fault: 4 }] })

    expect(faultBaseline(reference, 100).rate).toBeGreaterThan(0.04)
  })
})

describe('a candidate is not excused', () => {
  const good = inTen({ started: 2 })

  it('by failures of one caller on stable', () => {
    const noisy = { caller: 30, started: 20, fault: 20 }
    const reference = seen({ slices: 100, inSlice: () => [noisy, ...good()] })

    expect(faultBaseline(reference, 100).rate).toBe(0.01)
  })

  it('by failures of strangers on stable', () => {
    const noisy = { caller: STRANGERS, started: 20, fault: 20 }
    const reference = seen({ slices: 100, inSlice: () => [noisy, ...good()] })

    expect(faultBaseline(reference, 100).rate).toBe(0.01)
  })

  it('by one bad second of stable just before the switch', () => {
    const bad = inTen({ started: 2, fault: 2 })
    const reference = seen({ slices: 100, inSlice: (slice) => (slice === 99 ? bad() : good()) })
    const inSlice = inTen({ started: 2, fault: 1 })

    const at = faultyAt({ from: 100, slices: 20, inSlice, reference })

    expect(at).toBeLessThanOrEqual(103)
  })

  it('by an outage of stable for the ten minutes before the switch', () => {
    const reference = seen({ slices: 600, inSlice: inTen({ started: 2, fault: 2 }) })
    const inSlice = inTen({ started: 2, fault: 2 })

    const at = faultyAt({ from: 600, slices: 30, inSlice, reference })

    expect(at).toBeLessThanOrEqual(606)
  })

  it('for the whole bake by the rate of stable before it', () => {
    const reference = seen({ slices: 300, inSlice: inTen({ started: 2, fault: 2 }) })

    expect(faultBaseline(reference, 310).rate).toBeGreaterThan(0.15)
    expect(faultBaseline(reference, 300 + 3600).rate).toBeLessThan(0.02)
  })

  it('for the whole bake, while stable serves a few calls well', () => {
    const before = seen({ slices: 300, inSlice: inTen({ started: 5, fault: 1 }) })
    const reference = seen({ from: 300, slices: 900, inSlice: () => [{ started: 3 }] }, before)

    expect(faultBaseline(before, 310, 300).rate).toBeGreaterThan(0.15)
    expect(faultBaseline(reference, 1200, 300).rate).toBeLessThan(0.05)
  })
})
