import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCounts, emptyEvidence, SLICE_MS } from '../../../src/core/detector/cohort.ts'
import { judge } from '../../../src/core/detector/judge.ts'
import type { Evidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits as limits } from '../../../src/core/detector/limits.ts'
import type { Tally } from '../../../src/core/reporting/report.ts'
import type { Verdict } from '../../../src/core/detector/verdict.ts'
import { tally } from '../../support/evidence.ts'

const SLICES = 20

/** Evidence of tallies that all came in by the end of their slices. */
function seen(tallies: readonly Tally[]): Evidence {
  const ordered = tallies.toSorted((one, other) => one.slice - other.slice)
  return ordered.reduce(
    (sum, one) => addCounts(sum, [one], (one.slice + 1) * SLICE_MS - 1, limits),
    emptyEvidence(0)
  )
}

function verdictOn(tallies: readonly Tally[], slices = SLICES): Verdict {
  return judge({ color: 'green', candidate: seen(tallies), now: slices * SLICE_MS, limits })
}

/** The same in each slice from one to another, in ten groups of callers. */
function during(from: number, to: number, part: Partial<Tally>): readonly Tally[] {
  return Array.from({ length: 10 * (to - from) }, (_, index) =>
    tally({ slice: from + Math.floor(index / 10), caller: index % 10, ...part })
  )
}

const place = { slice: fc.nat(SLICES - 1), caller: fc.nat(5) }

const answered = fc.array(
  fc
    .record({ ...place, started: fc.integer({ min: 2, max: 40 }), fault: fc.nat(1) })
    .chain((part) => fc.nat(1).map((overload) => tally({ ...part, overload }))),
  { minLength: 1, maxLength: 40 }
)

const mistakes = fc.array(
  fc
    .record({ ...place, started: fc.integer({ min: 1, max: 500 }) })
    .map((part) => tally({ ...part, neutral: part.started })),
  { minLength: 1, maxLength: 20 }
)

describe('mistakes of clients', () => {
  it('change no verdict, however many there are: they neither hide faults nor add to them', () => {
    fc.assert(
      fc.property(answered, mistakes, (calls, wrong) => {
        expect(verdictOn([...calls, ...wrong])).toEqual(verdictOn(calls))
      })
    )
  })

  it('are nobody else: a caller alone with the faults stays alone', () => {
    const alone = tally({ caller: 5, started: 6, fault: 3 })
    const wrong = tally({ caller: 0, started: 1, neutral: 1 })

    expect(verdictOn([alone, wrong])).toEqual(verdictOn([alone]))
  })

  it('do not dilute faults: half 400 and half 500 are as faulty as 500 alone', () => {
    const faults = during(0, 2, { started: 1, fault: 1 })
    const both = during(0, 2, { started: 2, neutral: 1, fault: 1 })

    expect(verdictOn(faults, 2)).toMatchObject({ kind: 'faulty', calls: 20, bad: 20 })
    expect(verdictOn(both, 2)).toEqual(verdictOn(faults, 2))
  })
})

describe('a burst of busy answers', () => {
  const calm = during(0, 10, { started: 10 })
  const share = { started: 20, overload: 4 }

  it('is no fault where as many faults would', () => {
    const busy = verdictOn([...calm, ...during(10, 13, share)], 13)
    const broken = verdictOn([...calm, ...during(10, 13, { started: 20, fault: 4 })], 13)

    expect(busy.kind).not.toBe('faulty')
    expect(broken).toMatchObject({ kind: 'faulty', signal: 'fault' })
  })

  it('is never taken for faults, however long it lasts', () => {
    const verdict = verdictOn([...calm, ...during(10, 20, { started: 20, overload: 19 })])

    expect(verdict).toMatchObject({ kind: 'faulty', signal: 'overload' })
  })

  it('is forgotten once it has drained: the color is healthy again', () => {
    const burst = during(10, 13, { started: 20, overload: 20 })
    const drained = during(13, 60, { started: 20 })

    expect(verdictOn([...calm, ...burst], 13).kind).toBe('faulty')
    expect(verdictOn([...calm, ...burst, ...drained], 60).kind).toBe('healthy')
  })
})
