import { describe, expect, it } from 'vitest'
import { STRANGERS } from '../../../src/core/detector/rows.ts'
import { groupsOf, seen, type Part } from '../../support/evidence.ts'
import { faultyInSplit, judgedIn, lastVerdict } from '../../support/split-traffic.ts'

const before = seen({ slices: 60, inSlice: () => groupsOf(10, { started: 10 }) })
const common = { from: 60, stable: before }

/** Calls of ten callers, of which so many fail from slice 80 on. */
const failing = (started: number, fault: number) => (slice: number) =>
  groupsOf(10, { started, fault: slice < 80 ? 0 : fault })

describe('an outage behind both colors', () => {
  const onCandidate = failing(196, 196)

  it('is not the fault of the candidate while stable takes two calls in a hundred', () => {
    const both = { onCandidate, onStable: failing(4, 4) }

    const verdict = lastVerdict({ ...common, slices: 80, stableShare: 0.02, ...both })

    expect(verdict).toMatchObject({ kind: 'undecided', hold: true })
    expect(verdict.summary).toContain('going back would not help')
  })

  it('is not the fault of the candidate when its calls fail half a minute later', () => {
    const late = (calls: (slice: number) => readonly Part[]) => (slice: number) =>
      calls(slice).map((part) => (slice < 80 ? part : { ...part, lateness: 30 }))
    const both = { onCandidate: late(onCandidate), onStable: late(failing(4, 4)) }

    expect(faultyInSplit({ ...common, slices: 80, stableShare: 0.02, ...both })).toBeUndefined()
  })

  it('is not the fault of the candidate while a rare call on stable fails too', () => {
    const rare = (slice: number): readonly Part[] =>
      slice % 3 === 0 ? [1, 2, 3].map((caller) => ({ caller, fault: slice < 80 ? 0 : 1 })) : []
    const both = { onCandidate: failing(4, 4), onStable: rare }

    expect(faultyInSplit({ ...common, slices: 80, stableShare: 0.02, ...both })).toBeUndefined()
  })

  it('is not the fault of the candidate when the calls of strangers fail on both', () => {
    const half = (slice: number): readonly Part[] => {
      const each = slice < 80 ? 0 : 5
      const repeated = { fault: each, discordant: each, neutral: each, concordant: each }
      return [{ caller: STRANGERS, started: 20, ...repeated }]
    }
    const both = { onCandidate: half, onStable: half, stableShare: 0.5 }

    expect(faultyInSplit({ ...common, slices: 80, ...both })).toBeUndefined()
  })

  it('is not the fault of the candidate when the calls of strangers fail on both and are answered when they are repeated', () => {
    const of = (calls: number) => (slice: number) => {
      const fault = slice < 80 ? 0 : calls
      return [{ caller: STRANGERS, started: calls, fault, discordant: fault }]
    }
    const both = { onCandidate: of(2), onStable: of(98), stableShare: 0.98 }

    expect(faultyInSplit({ ...common, slices: 80, ...both })).toBeUndefined()
  })

  it('is not the fault of the candidate when strangers alone have it, while known callers are served well', () => {
    const half = (slice: number): readonly Part[] => {
      const each = slice < 80 ? 0 : 5
      const repeated = { fault: each, discordant: each, neutral: each, concordant: each }
      return [...groupsOf(10, { started: 5 }), { caller: STRANGERS, started: 20, ...repeated }]
    }
    const one = { caller: 11, started: 5, fault: 1 }
    const withOne = (slice: number) => [...half(slice), ...(slice === 85 ? [one] : [])]
    const both = { onCandidate: withOne, onStable: half, stableShare: 0.5 }

    expect(faultyInSplit({ ...common, slices: 80, ...both })).toBeUndefined()
  })

  it('passes for the fault of the candidate without a hold-back', () => {
    const none = { stableShare: 0, onStable: () => [] }

    expect(faultyInSplit({ ...common, slices: 80, onCandidate, ...none })).toBe(80)
  })

  it('is no excuse for more failures than stable has', () => {
    const both = { onCandidate, onStable: failing(4, 1) }

    expect(faultyInSplit({ ...common, slices: 80, stableShare: 0.02, ...both })).toBe(80)
  })

  it('is no outage behind both when only one caller fails on stable', () => {
    const onStable = () =>
      groupsOf(10, { started: 4 }).map((part) => (part.caller === 3 ? { ...part, fault: 4 } : part))

    expect(faultyInSplit({ ...common, slices: 80, stableShare: 0.02, onCandidate, onStable })).toBe(
      80
    )
  })
})

describe('a bad candidate, while stable takes a share', () => {
  const rare = (every: number) => (slice: number) =>
    slice % every === 0 ? [{ caller: 1 + (slice % 10) }, { caller: 2 + (slice % 10) }] : []

  it('is faulty as soon as without one, when stable has as many calls', () => {
    const even = { onCandidate: failing(2, 2), onStable: failing(2, 0), stableShare: 0.5 }

    expect(faultyInSplit({ ...common, slices: 60, ...even })).toBe(80)
  })

  it('is faulty once stable has served a few calls in the same seconds', () => {
    const split = { onCandidate: failing(2, 2), onStable: rare(7), stableShare: 0.02 }

    const judged = [...judgedIn({ ...common, slices: 30, ...split })]

    const first = judged.find(({ slice }) => slice === 80)?.verdict
    expect(first).toMatchObject({ kind: 'undecided', hold: false })
    expect(first?.summary).toContain('a few more calls on stable')
    expect(judged.find(({ verdict }) => verdict.kind === 'faulty')?.slice).toBe(84)
  })

  it('is faulty after fifteen seconds when stable has no call', () => {
    const split = { onCandidate: failing(2, 2), onStable: () => [], stableShare: 0.02 }

    expect(faultyInSplit({ ...common, slices: 60, ...split })).toBe(94)
  })

  it('is faulty at once where the wait would bring too few calls', () => {
    const few = (slice: number) =>
      groupsOf(2).map((part) => ({ ...part, fault: slice < 80 ? 0 : 1 }))
    const split = { onCandidate: few, onStable: () => [], stableShare: 0.001 }

    expect(faultyInSplit({ ...common, slices: 60, ...split })).toBeLessThanOrEqual(84)
  })

  it('is faulty at once when stable answers the same calls well', () => {
    const repeated = (slice: number) =>
      groupsOf(10, { started: 2, ...(slice < 80 ? {} : { fault: 2, discordant: 1 }) })
    const split = { onCandidate: repeated, onStable: () => [], stableShare: 0.02 }

    expect(faultyInSplit({ ...common, slices: 60, ...split })).toBe(80)
  })

  it('is faulty at once when stable answers the same calls of strangers well', () => {
    const atHalf = (slice: number, onStable: boolean): readonly Part[] => {
      const fault = slice < 80 || onStable ? 0 : 10
      return [{ caller: STRANGERS, started: 20, fault, discordant: fault }]
    }
    const split = {
      onCandidate: (slice: number) => atHalf(slice, false),
      onStable: (slice: number) => atHalf(slice, true),
      stableShare: 0.5,
    }

    expect(faultyInSplit({ ...common, slices: 60, ...split })).toBeLessThanOrEqual(81)
  })

  it('is faulty although strangers make calls that fail on both', () => {
    const flood = { caller: STRANGERS, started: 20, neutral: 20, concordant: 20 }
    const repeated = (slice: number) => [
      ...groupsOf(10, { started: 2, ...(slice < 80 ? {} : { fault: 2, discordant: 1 }) }),
      ...(slice < 80 ? [] : [flood]),
    ]
    const split = { onCandidate: repeated, onStable: () => [], stableShare: 0.02 }

    expect(faultyInSplit({ ...common, slices: 60, ...split })).toBe(80)
  })
})

describe('the rate of stable in the same seconds', () => {
  it('is allowed to the candidate at a small weight', () => {
    const both = { onCandidate: failing(25, 1), onStable: failing(75, 3), stableShare: 0.75 }

    expect(faultyInSplit({ ...common, slices: 90, ...both })).toBeUndefined()
  })
})

describe('one caller, while stable takes most calls', () => {
  const honest = (share: number) => () => groupsOf(10, { started: 10 * share })

  it('does not make a candidate faulty with more calls than all others make', () => {
    const flood = { caller: 40, started: 200, fault: 200 }
    const onCandidate = () => [flood, ...groupsOf(10, { started: 2 })]

    const at = faultyInSplit({
      ...common,
      slices: 60,
      stableShare: 0.8,
      onCandidate,
      onStable: honest(0.8),
    })

    expect(at).toBeUndefined()
  })

  it('makes a candidate faulty when it makes most calls on both, and fails only there', () => {
    const gateway = { caller: 40, started: 300 }
    const stable = seen({ slices: 60, inSlice: () => [gateway, ...groupsOf(10)] })
    const onCandidate = () => [{ ...gateway, started: 60, fault: 60 }, { caller: 3 }]
    const onStable = () => [{ ...gateway, started: 240 }, ...groupsOf(8)]

    const at = faultyInSplit({
      from: 60,
      slices: 60,
      stable,
      stableShare: 0.8,
      onCandidate,
      onStable,
    })

    expect(at).toBeLessThanOrEqual(62)
  })
})
