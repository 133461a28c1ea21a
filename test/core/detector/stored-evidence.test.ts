import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { causesIn } from '../../../src/core/detector/causes.ts'
import { addCounts, totalsOf } from '../../../src/core/detector/cohort.ts'
import { emptyEvidence, type Evidence } from '../../../src/core/detector/evidence.ts'
import { gradedEvidence } from '../../../src/core/detector/grades.ts'
import { defaultLimits as limits } from '../../../src/core/detector/limits.ts'
import { STRANGERS } from '../../../src/core/detector/rows.ts'
import { decodeEvidence, encodeEvidence } from '../../../src/core/detector/stored-evidence.ts'
import {
  EVIDENCE_SHAPE,
  upgradeEvidence,
  type ShapedEvidence,
} from '../../../src/core/detector/stored-shape.ts'
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
    quality: fc.constantFrom({}, { wording: { calls: 3, bad: 1 } }, { tone: { calls: 1, bad: 0 } }),
  })
)

const allGraded = Object.fromEntries(
  Array.from({ length: 8 }, (_, name) => [`quality ${name}`, { calls: 10, bad: 3 }])
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

  it.each([
    ['heavy traffic of all groups on all routes, with failures everywhere', 400_000, {}],
    ['the same and grades of all groups for eight qualities', 600_000, allGraded],
  ])(
    'is bounded under %s',
    (_, most, quality) => {
      const tallies = Array.from({ length: 64 * 9 }, (__, index) =>
        tally({
          caller: index % 64,
          route: `route ${Math.floor(index / 64)}`,
          started: 1000 + index,
          fault: 10 + (index % 90),
          early: 10,
          overload: 10,
          slow: 10 + (index % 90),
          quality,
        })
      )
      let evidence = emptyEvidence(0)
      for (let slice = 0; slice < 220; slice++) {
        const now = endOf(slice)
        evidence = addCounts(
          evidence,
          tallies.map((one) => ({ ...one, slice })),
          now,
          limits
        )
      }

      expect(JSON.stringify(encodeEvidence(evidence)).length).toBeLessThan(most)
    },
    30_000
  )
})

describe('evidence from before grades had callers', () => {
  const causes = { 'fault/500': 1 }
  const { quality: _, ...counted } = encodeEvidence(
    seen({ slices: 3, inSlice: () => [{ started: 9, fault: 1, causes }] })
  )
  const wording = { wording: { calls: 4, bad: 3 } }
  const shape4 = {
    ...counted,
    open: counted.open.map((cohort) => ({ ...cohort, quality: wording })),
    pairs: counted.pairs.map((cohort) => ({ ...cohort, quality: {} })),
    streams: { 'all/fault': stream(5, 5), 'all/quality:wording': stream(7, 7) },
    quality: { wording: { calls: 20, bad: 10 } },
  }
  const evidence = upgraded({ shape: 4, evidence: shape4 })

  it('keeps its grades as those of strangers, and the rest as it was', () => {
    const [row] = gradedEvidence(evidence, 'wording').rows

    expect(row).toMatchObject({ caller: STRANGERS, counts: { started: 20, fault: 10 } })
    expect(totalsOf(evidence)).toMatchObject({ calls: 27, faults: 3 })
    expect(causesIn(evidence.rows)).toEqual({ 'fault/500': 3 })
    expect(evidence.streams['all/fault']).toEqual(stream(5, 5))
  })

  it('keeps the statistic of its grades, but not as one without strangers', () => {
    expect(evidence.streams['all/quality:wording']).toEqual(stream(7, 0))
  })

  it('is upgraded from before causes were counted', () => {
    const calls = encodeEvidence(seen({ slices: 3, inSlice: () => [{ started: 9, fault: 1 }] }))
    const { causes: none, ...shape3 } = { ...shape4, open: [], pairs: [], rows: calls.rows }

    const older = upgraded({ shape: 3, evidence: shape3 })

    expect(none).toEqual(['fault/500'])
    expect(older).toEqual(upgraded({ shape: 4, evidence: { ...shape3, causes: [] } }))
    expect(totalsOf(older)).toMatchObject({ calls: 27, faults: 3 })
  })

  it('is not read when it is older or newer', () => {
    for (const shape of [2, EVIDENCE_SHAPE + 1]) {
      // @ts-expect-error -- no code of this version writes such a shape
      expect(upgradeEvidence({ shape, evidence: shape4 })).toBeUndefined()
    }
  })
})

function upgraded(stored: ShapedEvidence): Evidence {
  const current = upgradeEvidence(stored)
  return current === undefined ? emptyEvidence(0) : decodeEvidence(current)
}

function stream(full: number, robust: number) {
  return { full: Array(8).fill(full), robust: Array(8).fill(robust) }
}
