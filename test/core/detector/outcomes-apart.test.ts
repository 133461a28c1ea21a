import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupsOf, seen, verdictOn, type Part } from '../../support/evidence.ts'

const SLICES = 20

type Placed = Part & { readonly slice: number }

function verdictOf(parts: readonly Placed[], slices = SLICES) {
  const inSlice = (at: number) => parts.filter(({ slice }) => slice === at)
  return verdictOn(seen({ slices, inSlice }), slices)
}

/** Returns the same part in each slice of a range, in ten groups of callers. */
function during(from: number, to: number, part: Part): readonly Placed[] {
  return Array.from({ length: to - from }, (_, index) => from + index).flatMap((slice) =>
    groupsOf(10, part).map((one) => ({ ...one, slice }))
  )
}

const place = { slice: fc.nat(SLICES - 1), caller: fc.nat(5) }

const answered = fc.array(
  fc
    .record({ ...place, started: fc.integer({ min: 2, max: 40 }), fault: fc.nat(1) })
    .chain((part) => fc.nat(1).map((overload) => ({ ...part, overload }))),
  { minLength: 1, maxLength: 40 }
)

const mistakes = fc.array(
  fc
    .record({ ...place, started: fc.integer({ min: 1, max: 500 }) })
    .map((part) => ({ ...part, neutral: part.started })),
  { minLength: 1, maxLength: 20 }
)

describe('mistakes of clients', () => {
  it('change no verdict in any number: they neither hide faults nor add to them', () => {
    fc.assert(
      fc.property(answered, mistakes, (calls, wrong) => {
        expect(verdictOf([...calls, ...wrong])).toEqual(verdictOf(calls))
      })
    )
  })

  it('do not count as other callers when one caller has all the faults', () => {
    const alone = { slice: 0, caller: 5, started: 6, fault: 6 }
    const wrong = { slice: 0, caller: 1, started: 1, neutral: 1 }

    expect(verdictOf([alone]).kind).toBe('faulty')
    expect(verdictOf([alone, wrong])).toEqual(verdictOf([alone]))
  })

  it('do not dilute faults: half 400 and half 500 is as faulty as 500 alone', () => {
    const faults = during(0, 2, { fault: 1 })
    const both = during(0, 2, { started: 2, neutral: 1, fault: 1 })

    expect(verdictOf(faults, 2)).toMatchObject({ kind: 'faulty', calls: 20, bad: 20 })
    expect(verdictOf(both, 2)).toEqual(verdictOf(faults, 2))
  })

  it('do not count as slow when their answers take long', () => {
    const good = during(0, 10, { started: 20 })
    const slowMistakes = during(0, 10, { started: 5, neutral: 5 })

    expect(verdictOf([...good, ...slowMistakes], 10).kind).toBe('healthy')
  })
})

describe('a burst of overload answers', () => {
  const calm = during(0, 10, { started: 10 })
  const share = { started: 20, overload: 4 }

  it('does not make a color faulty when as many faults would', () => {
    const busy = verdictOf([...calm, ...during(10, 13, share)], 13)
    const broken = verdictOf([...calm, ...during(10, 13, { started: 20, fault: 4 })], 13)

    expect(busy.kind).not.toBe('faulty')
    expect(broken).toMatchObject({ kind: 'faulty', signal: 'fault' })
  })

  it('is never counted as faults, for any duration', () => {
    const verdict = verdictOf([...calm, ...during(10, 20, { started: 20, overload: 19 })])

    expect(verdict).toMatchObject({ kind: 'faulty', signal: 'overload' })
  })
})
