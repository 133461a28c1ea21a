import { describe, expect, it } from 'vitest'
import { evidenceRatiosOf, strongestOf } from '../../../src/core/detector/evidence-ratios.ts'
import { emptyEvidence, type Evidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import { seen, verdictOn, type Part } from '../../support/evidence.ts'

function ratiosOf(candidate: Evidence, seconds: number) {
  return evidenceRatiosOf({
    color: 'green',
    candidate,
    now: seconds * 1000,
    limits: defaultLimits,
  })
}

/** An outage that hits another caller each second. */
const outage = (slice: number): readonly Part[] => [{ caller: slice + 1, fault: 1 }]

describe('the evidence of a signal', () => {
  it('is 0 without a bad call', () => {
    expect(ratiosOf(emptyEvidence(0), 10)).toEqual({ fault: 0, overload: 0, slow: 0, lost: 0 })
  })

  it('grows with each bad call, and reaches 1 with the verdict', () => {
    const ratios = [1, 2, 3, 4, 5].map((slices) => {
      const candidate = seen({ slices, inSlice: outage })
      const isFaulty = verdictOn(candidate, slices).kind === 'faulty'
      const { fault = NaN } = ratiosOf(candidate, slices)
      expect(fault >= 1, `after ${slices} calls`).toBe(isFaulty)
      return fault
    })

    expect(ratios).toEqual(ratios.toSorted((one, another) => one - another))
    expect(ratios[0]).toBeGreaterThan(0.05)
    expect(ratios.at(-1)).toBeGreaterThanOrEqual(1)
  })

  it('stays below 1 while the failures are those of one caller', () => {
    const inSlice = (): readonly Part[] => [
      { caller: 1, started: 5, fault: 5 },
      { caller: 2, started: 5 },
    ]
    const candidate = seen({ slices: 60, inSlice })

    expect(verdictOn(candidate, 60).kind).not.toBe('faulty')
    expect(ratiosOf(candidate, 60)['fault']).toBe(0.99)
  })

  it('is counted apart for each signal', () => {
    const inSlice = (slice: number): readonly Part[] => [{ caller: slice + 1, slow: 1 }]
    const { slow = 0, fault } = ratiosOf(seen({ slices: 3, inSlice }), 3)

    expect(slow).toBeGreaterThan(0)
    expect(fault).toBe(0)
  })
})

describe('the strongest evidence', () => {
  const strongestIn = (candidate: Evidence, seconds: number) =>
    strongestOf({ color: 'green', candidate, now: seconds * 1000, limits: defaultLimits })

  it('is none without a bad call', () => {
    expect(strongestIn(emptyEvidence(0), 10)).toEqual({
      ratio: 0,
      signal: undefined,
      scope: undefined,
    })
  })

  it('is the largest of the ratios, with its signal', () => {
    const candidate = seen({ slices: 3, inSlice: outage })
    const ratios = ratiosOf(candidate, 3)

    const { ratio, signal, scope } = strongestIn(candidate, 3)

    expect(ratio).toBe(Math.max(...Object.values(ratios)))
    expect({ signal, scope }).toEqual({ signal: 'fault', scope: undefined })
  })

  it('names the route class whose calls fail', () => {
    const inSlice = (slice: number): readonly Part[] => [
      { caller: slice + 1, route: 'POST /v1/embeddings', fault: 1 },
      { caller: slice + 1, route: 'POST /v1/chat', started: 200 },
    ]

    const strongest = strongestIn(seen({ slices: 8, inSlice }), 8)

    expect(strongest).toMatchObject({ signal: 'fault', scope: 'calls of POST /v1/embeddings' })
  })
})
