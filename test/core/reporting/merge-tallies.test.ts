import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCounts } from '../../../src/core/detector/cohort.ts'
import { emptyEvidence } from '../../../src/core/detector/evidence.ts'
import { mergeTallies } from '../../../src/core/reporting/merge-tallies.ts'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import { tally } from '../../support/evidence.ts'

const count = fc.integer({ min: 0, max: 20 })

const tallies: fc.Arbitrary<readonly Tally[]> = fc.array(
  fc
    .record({ slice: fc.integer({ min: 0, max: 3 }), caller: fc.integer({ min: 0, max: 3 }) })
    .chain((cohort) =>
      fc
        .record({ success: count, fault: count, overload: count, slow: count, concordant: count })
        .map((counts) => {
          const started = counts.success + counts.fault + counts.overload
          return tally({ ...cohort, ...counts, started, discordant: counts.fault })
        })
    )
)

describe('mergeTallies', () => {
  it('gives the same evidence as the separate reports', () => {
    fc.assert(
      fc.property(tallies, (reported) => {
        const separate = addCounts(emptyEvidence(0), reported, 5_000, defaultLimits)
        const summed = addCounts(emptyEvidence(0), mergeTallies(reported), 5_000, defaultLimits)

        expect(summed).toEqual(separate)
      })
    )
  })

  it('returns one tally per slice and caller group', () => {
    const sums = mergeTallies([tally({ caller: 1 }), tally({ caller: 2 }), tally({ caller: 1 })])

    expect(sums.map(({ caller, started }) => [caller, started])).toEqual([
      [1, 2],
      [2, 1],
    ])
  })

  it('does not merge tallies of different releases or colors', () => {
    const sums = mergeTallies([tally(), tally({ release: 'v3' }), tally({ color: 'blue' })])

    expect(sums).toHaveLength(3)
  })

  it('adds up grades per quality', () => {
    const graded = (calls: number, bad: number) => tally({ quality: { helpful: { calls, bad } } })

    const [sum] = mergeTallies([graded(3, 1), tally(), graded(2, 2)])

    expect(sum?.quality).toEqual({ helpful: { calls: 5, bad: 3 } })
  })

  it('adds up causes', () => {
    const failed = (causes: Tally['causes']) => tally({ fault: 1, causes })

    const [sum] = mergeTallies([
      failed({ 'fault/500': 1 }),
      tally(),
      failed({ 'fault/500': 2, 'fault/cut': 1 }),
    ])

    expect(sum?.causes).toEqual({ 'fault/500': 3, 'fault/cut': 1 })
  })
})
