import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCounts } from '../../../src/core/detector/cohort.ts'
import { emptyEvidence, type Evidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits as limits } from '../../../src/core/detector/limits.ts'
import { decodeEvidence, encodeEvidence } from '../../../src/core/detector/stored-evidence.ts'
import { endOf, seen, tally, verdictOn } from '../../support/evidence.ts'

function roundTrip(evidence: Evidence): Evidence {
  return decodeEvidence(JSON.parse(JSON.stringify(encodeEvidence(evidence))))
}

const parts = fc.array(
  fc.record({
    slice: fc.nat(20),
    caller: fc.nat(63),
    route: fc.constantFrom('other', 'POST /v1/chat', 'GET /v1/models'),
    started: fc.integer({ min: 10, max: 50 }),
    fault: fc.nat(2),
    early: fc.nat(2),
    discordant: fc.nat(2),
    neutral: fc.nat(2),
    concordant: fc.nat(2),
    overload: fc.nat(2),
    slow: fc.nat(2),
    lost: fc.nat(2),
  })
)

describe('stored evidence', () => {
  it('is the same after it is read', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const evidence = seen({
          slices: 21,
          inSlice: (at) => all.filter(({ slice }) => slice === at),
        })

        expect(roundTrip(evidence)).toEqual(evidence)
      })
    )
  })

  it('gives the same verdict with compacted slices', () => {
    const inSlice = (slice: number) =>
      [1, 2, 3].map((caller) => ({ caller, started: 9, fault: slice % 2 }))
    const evidence = seen({ slices: 250, inSlice })

    const [before, after] = [evidence, roundTrip(evidence)].map((one) => verdictOn(one, 250))

    expect(after).toEqual(before)
  })

  it('is at most 400 kB under heavy traffic of all groups on all routes, with failures everywhere', () => {
    const tallies = Array.from({ length: 64 * 9 }, (_, index) =>
      tally({
        caller: index % 64,
        route: `route ${Math.floor(index / 64)}`,
        started: 1000 + index,
        fault: 10 + (index % 90),
        early: 10,
        overload: 10,
        slow: 10 + (index % 90),
      })
    )
    let evidence = emptyEvidence(0)
    for (let slice = 0; slice < 400; slice++) {
      const now = endOf(slice)
      evidence = addCounts(
        evidence,
        tallies.map((one) => ({ ...one, slice })),
        now,
        limits
      )
    }

    expect(JSON.stringify(encodeEvidence(evidence)).length).toBeLessThan(400_000)
  })
})
