import { describe, expect, it } from 'vitest'
import { endedSampleOf, noCounts, sampleOf } from '../../../src/core/detector/counts.ts'
import { faultyAt, groupsOf, seen, verdictOn, type Part } from '../../support/evidence.ts'

const GROUPS = 20
const ONSET = 30
const latenesses = [0, 1, 5, 20, 30, 120]
const rates = [20, 100, 300, 1000]
const cases = rates.flatMap((perSecond) => latenesses.map((lateness) => ({ perSecond, lateness })))

/**
 * Returns calls of 20 groups. A share of them fails from the onset; good and failed calls are
 * equally late.
 */
function traffic(perSecond: number, lateness: number, share: number) {
  return (slice: number): readonly Part[] => {
    const started = perSecond / GROUPS
    const failing = (caller: number): number => {
      if (slice < ONSET) return 0
      const exact = started * share
      // The fraction of a call goes to one group after another.
      const rest = (slice * 7 + caller * 3) % 20 < (exact % 1) * 20 ? 1 : 0
      return Math.floor(exact) + rest
    }
    return groupsOf(GROUPS).map(({ caller = 1 }) => ({
      caller,
      started,
      fault: failing(caller),
      lateness,
    }))
  }
}

describe('failures that are reported late', () => {
  it.each(cases)(
    'are found within 2 s of being visible: all calls, $perSecond calls/s, $lateness s late',
    ({ perSecond, lateness }) => {
      const slices = ONSET + lateness + 10

      const at = faultyAt({ slices, inSlice: traffic(perSecond, lateness, 1) })

      expect(at).toBeGreaterThanOrEqual(ONSET + lateness)
      expect(at).toBeLessThanOrEqual(ONSET + lateness + 2)
    }
  )

  it.each(cases)(
    'are found within 600 calls and 2 s of being visible: 5 % of calls, $perSecond calls/s, $lateness s late',
    ({ perSecond, lateness }) => {
      const slices = ONSET + lateness + 40

      const at = faultyAt({ slices, inSlice: traffic(perSecond, lateness, 0.05) })

      expect(at).toBeGreaterThanOrEqual(ONSET + lateness)
      expect(at).toBeLessThanOrEqual(ONSET + lateness + 2 + 600 / perSecond)
    }
  )
})

describe('calls in progress', () => {
  it('never count for healthy, in any number', () => {
    const inSlice = () => groupsOf(10, { started: 1000, success: 0 })

    expect(verdictOn(seen({ slices: 60, inSlice }), 60)).toMatchObject({
      kind: 'undecided',
      samplesNeeded: 297,
    })
  })

  it('do not count as failures: generations of ten minutes are healthy', () => {
    const running = groupsOf(10, { started: 5, success: 0 })
    const ended = groupsOf(10, { started: 5 })

    const inSlice = () => [...running, ...ended]

    expect(verdictOn(seen({ slices: 170, inSlice }), 170).kind).toBe('healthy')
  })

  it('count as slow while they hang: a color whose calls all wait past the objective is faulty', () => {
    const hanging = groupsOf(10, { started: 2, success: 0, slow: 2 })

    const verdict = verdictOn(seen({ slices: 5, inSlice: () => hanging }), 5)

    expect(verdict).toMatchObject({ kind: 'faulty', signal: 'slow' })
  })

  it('do not hide slow calls: a tenth of the calls is answered, and the rest hangs', () => {
    const inSlice = () => [
      ...groupsOf(10, { started: 1 }),
      ...groupsOf(10, { started: 9, success: 0, slow: 9 }),
    ]

    expect(verdictOn(seen({ slices: 5, inSlice }), 5)).toMatchObject({ signal: 'slow' })
  })
})

describe('calls that clients give up while they wait for the first byte', () => {
  it('count as slow, although they are neutral', () => {
    const given = groupsOf(10, { started: 2, neutral: 2, slow: 2 })

    const verdict = verdictOn(seen({ slices: 5, inSlice: () => given }), 5)

    expect(verdict).toMatchObject({ kind: 'faulty', signal: 'slow' })
  })

  it('do not hide the failure of one in eight other calls', () => {
    const inSlice = () => [
      ...groupsOf(8, { started: 3, neutral: 2, fault: 0 }),
      ...groupsOf(8, { started: 8, fault: 1 }),
    ]

    expect(verdictOn(seen({ slices: 5, inSlice }), 5)).toMatchObject({ signal: 'fault' })
  })
})

describe('lost calls', () => {
  it('make a color faulty when they are many', () => {
    const inSlice = () => groupsOf(10, { started: 4, lost: 2 })

    expect(verdictOn(seen({ slices: 10, inSlice }), 10)).toMatchObject({
      kind: 'faulty',
      signal: 'lost',
    })
  })

  it('keep a color from being healthy when they are few', () => {
    const lost = groupsOf(10, { started: 50, lost: 1 })

    const verdict = verdictOn(seen({ slices: 20, inSlice: () => lost }), 20)

    expect(verdict).toMatchObject({ kind: 'undecided', hold: false })
    expect(verdict.summary).toContain('ended without an outcome')
  })

  it('count in no denominator, so they do not dilute faults', () => {
    const lost = { ...noCounts, started: 200, lost: 190, fault: 10 }

    expect(sampleOf(lost, 'fault')).toEqual({ calls: 10, bad: 10 })
    expect(endedSampleOf(lost, 'fault')).toEqual({ calls: 10, bad: 10 })
  })
})
