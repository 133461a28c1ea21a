import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCounts, emptyEvidence, SLICE_MS } from '../../../src/core/detector/cohort.ts'
import { judge } from '../../../src/core/detector/judge.ts'
import type { Evidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits as limits } from '../../../src/core/detector/limits.ts'
import type { Tally } from '../../../src/core/reporting/report.ts'
import type { Verdict } from '../../../src/core/detector/verdict.ts'
import { tally } from '../../support/evidence.ts'

const green = 'green'

interface Traffic {
  readonly from?: number
  readonly slices: number
  readonly inSlice: (slice: number) => readonly Partial<Tally>[]
  readonly reference?: Evidence
}

/** Books what each slice brings, at the slice's end. */
function seen(
  { from = 0, slices, inSlice, reference }: Traffic,
  before = emptyEvidence(from)
): Evidence {
  return Array.from({ length: slices }, (_, index) => from + index).reduce(
    (evidence, slice) =>
      addCounts(
        evidence,
        inSlice(slice).map((part) => tally({ slice, ...part })),
        (slice + 1) * SLICE_MS - 1,
        limits,
        reference
      ),
    before
  )
}

function verdictOn(candidate: Evidence, slices: number, reference?: Evidence): Verdict {
  const subject = { color: green, candidate, now: slices * SLICE_MS, limits } as const
  return judge(reference === undefined ? subject : { ...subject, reference })
}

/** The same rate in ten groups of callers, `calls` a slice in each. */
function spread(calls: number, fault: number): Traffic['inSlice'] {
  return () => Array.from({ length: 10 }, (_, caller) => ({ caller, started: calls, fault }))
}

describe('a verdict', () => {
  it('is undecided without a single call, and says how many are missing', () => {
    const verdict = verdictOn(emptyEvidence(0), 3600)

    expect(verdict).toMatchObject({ kind: 'undecided', hold: false, samplesNeeded: 297 })
    expect(verdict.summary).toBe(
      '0 of 0 calls failed on green in 3600 s; 297 more good calls are needed to call it healthy'
    )
  })

  it('is not faulty by one failed call, however quiet the night before it', () => {
    const before = seen({ slices: 100, inSlice: spread(1, 0) })
    const after = seen({ from: 30_000, slices: 1, inSlice: () => [{ fault: 1 }] }, before)

    expect(verdictOn(after, 30_001).kind).not.toBe('faulty')
  })

  it('is faulty by the fifth failed call of a full outage', () => {
    const outage = (slices: number): Evidence =>
      seen({ slices, inSlice: (slice) => [{ caller: slice, fault: 1 }] })

    expect(verdictOn(outage(4), 4).kind).toBe('undecided')
    expect(verdictOn(outage(5), 5).kind).toBe('faulty')
  })

  it('says what was seen, where, in what time, and what was allowed', () => {
    const inSlice = (slice: number): readonly Partial<Tally>[] =>
      [0, 1, 2].map((caller) => ({ caller, started: 3, fault: (slice + caller) % 3 === 0 ? 1 : 0 }))

    const verdict = verdictOn(seen({ slices: 16, inSlice }), 16)

    expect(verdict).toMatchObject({ kind: 'faulty', signal: 'fault', calls: 144, bad: 16 })
    expect(verdict.summary).toBe(
      '16 of 144 calls failed on green in 16 s; at most 1 % was allowed; by chance less than once in 223 years'
    )
  })

  it('tells of the outage, not of the long good time before it', () => {
    const good = seen({ slices: 300, inSlice: spread(1, 0) })
    const candidate = seen({ from: 300, slices: 2, inSlice: spread(1, 1) }, good)

    expect(verdictOn(candidate, 302)).toMatchObject({
      kind: 'faulty',
      calls: 20,
      bad: 20,
      seconds: 2,
    })
  })

  it('is healthy once twice the limit can be excluded', () => {
    const calls = (started: number): Evidence => seen({ slices: 1, inSlice: () => [{ started }] })

    expect(verdictOn(calls(296), 1)).toMatchObject({ kind: 'undecided', samplesNeeded: 1 })
    expect(verdictOn(calls(297), 1).kind).toBe('healthy')
  })

  it('is not healthy on calls that are still running', () => {
    const candidate = seen({ slices: 1, inSlice: () => [{ started: 5000, success: 0 }] })

    expect(verdictOn(candidate, 1)).toMatchObject({ kind: 'undecided', samplesNeeded: 297 })
  })

  it('does not hear client mistakes, neither as faults nor as successes', () => {
    const candidate = seen({ slices: 60, inSlice: () => [{ started: 1000, neutral: 1000 }] })

    expect(verdictOn(candidate, 60)).toMatchObject({
      kind: 'undecided',
      calls: 0,
      bad: 0,
      samplesNeeded: 297,
    })
  })

  it('never comes closer to faulty by one more success', () => {
    const counts = fc.record({ started: fc.nat(50), fault: fc.nat(50), slice: fc.nat(20) })
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1 }), fc.nat(20), (parts, slice) => {
        const inSlice = (at: number): readonly Partial<Tally>[] =>
          parts
            .filter((part) => part.slice === at)
            .map(({ started, fault }) => ({ started: started + fault, fault }))
        const candidate = seen({ slices: 21, inSlice })
        const more = addCounts(candidate, [tally({ slice, caller: 1 })], 21 * SLICE_MS - 1, limits)
        const faultOf = (evidence: Evidence): number => {
          const verdict = verdictOn(evidence, 21)
          return verdict.signal === 'fault' ? verdict.srStatistic : 0
        }

        expect(faultOf(more)).toBeLessThanOrEqual(faultOf(candidate) * (1 + 1e-9))
      })
    )
  })
})

describe('other signals', () => {
  const many =
    (part: Partial<Tally>): Traffic['inSlice'] =>
    () =>
      Array.from({ length: 10 }, (_, caller) => ({ caller, started: 10, ...part }))

  it('finds a color faulty that turns most callers away, and not one that turns a few away', () => {
    expect(verdictOn(seen({ slices: 20, inSlice: many({ overload: 5 }) }), 20)).toMatchObject({
      kind: 'faulty',
      signal: 'overload',
    })
    expect(
      verdictOn(seen({ slices: 60, inSlice: many({ overload: 1, started: 20 }) }), 60).kind
    ).toBe('healthy')
  })

  it('finds a color faulty that answers late', () => {
    const verdict = verdictOn(seen({ slices: 20, inSlice: many({ slow: 4 }) }), 20)

    expect(verdict).toMatchObject({ kind: 'faulty', signal: 'slow' })
    expect(verdict.summary).toContain('were slow to answer on green')
  })

  it('finds a color faulty whose answers are graded bad', () => {
    const quality = { wording: { calls: 4, bad: 3 } }
    const verdict = verdictOn(seen({ slices: 30, inSlice: many({ quality }) }), 30)

    expect(verdict).toMatchObject({ kind: 'faulty', signal: 'quality:wording' })
    expect(verdict.summary).toContain('were graded bad for wording')
  })
})

describe('a noisy caller', () => {
  const noisy = { caller: 7, started: 50, fault: 50 }
  const others = [1, 2, 3, 4].map((caller) => ({ caller, started: 5 }))

  it('does not find a color faulty that works for all others, nor keep it from passing', () => {
    const candidate = seen({ slices: 600, inSlice: () => [noisy, ...others] })

    const verdict = verdictOn(candidate, 600)

    expect(verdict.kind).toBe('healthy')
    expect(verdict.summary).toContain('nearly all of them of one caller')
  })

  it('finds a color faulty when it is the only caller', () => {
    expect(verdictOn(seen({ slices: 1, inSlice: () => [noisy] }), 1).kind).toBe('faulty')
  })

  it('finds a color faulty together with others', () => {
    const failing = others.map((other) => ({ ...other, fault: 2 }))

    expect(verdictOn(seen({ slices: 1, inSlice: () => [noisy, ...failing] }), 1).kind).toBe(
      'faulty'
    )
  })
})
