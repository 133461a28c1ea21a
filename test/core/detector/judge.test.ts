import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyEvidence } from '../../../src/core/detector/evidence.ts'
import { groupsOf, seen, verdictOn, type Part, type Traffic } from '../../support/evidence.ts'

/** Returns calls with the same rate in ten groups of callers, `calls` per slice in each. */
function spread(calls: number, fault: number): Traffic['inSlice'] {
  return () => groupsOf(10, { started: calls, fault })
}

describe('a verdict', () => {
  it('is undecided without a call, and names the number of missing calls', () => {
    const verdict = verdictOn(emptyEvidence(0), 3600)

    expect(verdict).toMatchObject({ kind: 'undecided', hold: false, samplesNeeded: 297 })
    expect(verdict.summary).toBe(
      '0 of 0 calls failed on green in 3600 s; 297 more good calls are needed to call it healthy'
    )
  })

  it('is not faulty by one failed call after a long pause', () => {
    const before = seen({ slices: 100, inSlice: spread(1, 0) })
    const after = seen({ from: 30_000, slices: 1, inSlice: () => [{ fault: 1 }] }, before)

    expect(verdictOn(after, 30_001).kind).not.toBe('faulty')
  })

  it('is faulty by the fifth failed call of a full outage', () => {
    const inSlice = (slice: number): readonly Part[] => [{ caller: slice + 1, fault: 1 }]

    expect(verdictOn(seen({ slices: 4, inSlice }), 4).kind).toBe('undecided')
    expect(verdictOn(seen({ slices: 5, inSlice }), 5).kind).toBe('faulty')
  })

  it('is faulty by the fifth failed call of a full outage at one call a minute', () => {
    const inSlice = (slice: number): readonly Part[] =>
      slice % 60 === 0 ? [{ caller: 1 + slice / 60, fault: 1 }] : []

    expect(verdictOn(seen({ slices: 200, inSlice }), 200).kind).toBe('undecided')
    expect(verdictOn(seen({ slices: 241, inSlice }), 241).kind).toBe('faulty')
  })

  it('states the numbers, the color, the time and the limit', () => {
    const inSlice = (slice: number): readonly Part[] =>
      [1, 2, 3].map((caller) => ({ caller, started: 3, fault: (slice + caller) % 3 === 0 ? 1 : 0 }))

    const verdict = verdictOn(seen({ slices: 16, inSlice }), 16)

    expect(verdict).toMatchObject({ kind: 'faulty', signal: 'fault', calls: 144, bad: 16 })
    expect(verdict.summary).toMatch(
      /^16 of 144 calls failed on green in 16 s; at most 1 % is allowed; by chance less than once in /
    )
  })

  it('states the numbers of the outage, without the good time before it', () => {
    const good = seen({ slices: 300, inSlice: spread(1, 0) })
    const candidate = seen({ from: 300, slices: 2, inSlice: spread(1, 1) }, good)

    expect(verdictOn(candidate, 302)).toMatchObject({
      kind: 'faulty',
      calls: 20,
      bad: 20,
      seconds: 2,
    })
  })

  it('is the same after slices are compacted', () => {
    const inSlice = (slice: number): readonly Part[] =>
      slice < 100 ? groupsOf(10, { started: 3, fault: slice % 10 === 0 ? 1 : 0 }) : []
    const faults = seen({ slices: 100, inSlice })
    const more = seen({ from: 100, slices: 120, inSlice: spread(1, 0) }, faults)

    expect(more.open[0]?.slice).toBe(40)
    expect(verdictOn(more, 220)).toMatchObject({ kind: 'faulty' })
  })
})

describe('an additional outcome', () => {
  const parts = fc.array(
    fc.record({
      slice: fc.nat(20),
      caller: fc.integer({ min: 1, max: 6 }),
      good: fc.nat(50),
      fault: fc.nat(5),
    }),
    { minLength: 1 }
  )
  const evidenceOf = (
    all: readonly { slice: number; caller: number; good: number; fault: number }[]
  ) =>
    seen({
      slices: 21,
      inSlice: (at) =>
        all
          .filter(({ slice }) => slice === at)
          .map(({ caller, good, fault }) => ({ caller, started: good + fault, fault })),
    })
  const statisticOf = (all: Parameters<typeof evidenceOf>[0]): number => {
    const verdict = verdictOn(evidenceOf(all), 21)
    return verdict.signal === 'fault' ? verdict.srStatistic : 0
  }

  it('never brings a color closer to faulty when it is a success', () => {
    fc.assert(
      fc.property(parts, fc.nat(20), (all, slice) => {
        const more = [...all, { slice, caller: 1, good: 1, fault: 0 }]

        expect(statisticOf(more)).toBeLessThanOrEqual(statisticOf(all) * (1 + 1e-9))
      })
    )
  })

  it('never brings a color further from faulty when it is a failure', () => {
    fc.assert(
      fc.property(parts, fc.nat(20), (all, slice) => {
        const more = [...all, { slice, caller: 1, good: 0, fault: 1 }]

        const [before, after] = [verdictOn(evidenceOf(all), 21), verdictOn(evidenceOf(more), 21)]
        fc.pre(before.kind === after.kind)
        expect(after.srStatistic).toBeGreaterThanOrEqual(before.srStatistic * (1 - 1e-9))
      })
    )
  })
})

describe('other signals', () => {
  const many =
    (part: Part): Traffic['inSlice'] =>
    () =>
      groupsOf(10, { started: 10, ...part })

  it('find a color that is overloaded on most calls, and not one on a few calls', () => {
    expect(verdictOn(seen({ slices: 20, inSlice: many({ overload: 5 }) }), 20)).toMatchObject({
      kind: 'faulty',
      signal: 'overload',
    })
    expect(
      verdictOn(seen({ slices: 60, inSlice: many({ overload: 1, started: 20 }) }), 60).kind
    ).toBe('healthy')
  })

  it('find a color that answers slowly', () => {
    const verdict = verdictOn(seen({ slices: 20, inSlice: many({ slow: 4 }) }), 20)

    expect(verdict).toMatchObject({ kind: 'faulty', signal: 'slow' })
    expect(verdict.summary).toContain('were slow to answer on green')
  })

  it('find a color whose answers are graded bad', () => {
    const quality = { wording: { calls: 4, bad: 3 } }
    const verdict = verdictOn(seen({ slices: 30, inSlice: many({ quality }) }), 30)

    expect(verdict).toMatchObject({ kind: 'faulty', signal: 'quality:wording' })
    expect(verdict.summary).toContain('were graded bad for wording')
  })
})

describe('route classes', () => {
  it('are tested separately: a route that always fails at half a percent of the traffic', () => {
    const chat = groupsOf(10, { started: 20, route: 'POST /v1/chat' })
    const inSlice = (slice: number): readonly Part[] => [
      ...chat,
      { caller: 1 + (slice % 10), route: 'POST /v1/embeddings', fault: 1 },
    ]

    const verdict = verdictOn(seen({ slices: 10, inSlice }), 10)

    expect(verdict).toMatchObject({ kind: 'faulty', route: 'POST /v1/embeddings' })
    expect(verdict.summary).toContain('calls of POST /v1/embeddings failed')
  })

  it('do not hide each other: health checks beside 26 % failures of inference', () => {
    const checks = groupsOf(5, { started: 200, route: 'GET /health' })
    const inference = groupsOf(10, { started: 4, fault: 1, route: 'POST /v1/chat' })

    const verdict = verdictOn(seen({ slices: 5, inSlice: () => [...checks, ...inference] }), 5)

    expect(verdict).toMatchObject({ kind: 'faulty', route: 'POST /v1/chat' })
  })

  it('are matched with those of stable by label, in any order', () => {
    const chat = groupsOf(10, { started: 5, fault: 1, route: 'POST /v1/chat' })
    const checks = groupsOf(10, { started: 5, route: 'GET /health' })
    const reference = seen({ slices: 60, inSlice: () => [...chat, ...checks] })
    const inSlice = () => [...checks, ...chat]

    const candidate = seen({ from: 60, slices: 60, inSlice, reference })

    expect(verdictOn(candidate, 120, reference).kind).toBe('undecided')
  })
})
