import { describe, expect, it } from 'vitest'
import { faultyAt, groupsOf, seen, verdictOn, type Part } from '../../support/evidence.ts'

describe('pairs', () => {
  const sharedOutage = { started: 10, neutral: 2, concordant: 2, fault: 8, early: 8 }

  it('hold the color when those of three groups or more fail on both colors', () => {
    const candidate = seen({ slices: 30, inSlice: () => groupsOf(3, sharedOutage) })

    const verdict = verdictOn(candidate, 30)

    expect(verdict).toMatchObject({ kind: 'undecided', hold: true })
    expect(verdict.summary).toContain('going back would not help')
  })

  it('hold the color also when every failed call was repeated', () => {
    const part = { started: 4, neutral: 4, concordant: 4 }

    const candidate = seen({ slices: 10, inSlice: () => groupsOf(5, part) })

    expect(verdictOn(candidate, 10)).toMatchObject({ kind: 'undecided', hold: true })
  })

  it('of two groups count for groups without pairs', () => {
    const inSlice = (slice: number): readonly Part[] => [
      ...groupsOf(2, { started: 2, neutral: 1, concordant: 1, fault: 1, early: 1 }),
      { caller: 10 + (slice % 20), started: 3, fault: 3, early: 3 },
    ]

    expect(faultyAt({ slices: 30, inSlice })).toBeUndefined()
  })

  it('of an outage do not explain later failures', () => {
    const before = seen({ slices: 30, inSlice: () => groupsOf(10, sharedOutage) })
    const good = seen({ from: 30, slices: 60, inSlice: () => groupsOf(10) }, before)
    const failing = groupsOf(10, { fault: 1, early: 1 })

    expect(faultyAt({ from: 90, slices: 5, inSlice: () => failing }, good)).toBe(90)
  })

  it('that one color answers do not change the shares of an outage of both a minute later', () => {
    const usual = (slice: number): readonly Part[] =>
      groupsOf(10).map((part) =>
        part.caller === 1 + (slice % 10)
          ? { ...part, started: 20, fault: 1, discordant: 1 }
          : { ...part, started: 20 }
      )
    const before = seen({ slices: 60, inSlice: usual })
    const calm = seen({ from: 60, slices: 30, inSlice: () => groupsOf(10) }, before)

    const at = faultyAt({ from: 90, slices: 60, inSlice: () => groupsOf(10, sharedOutage) }, calm)

    expect(at).toBeUndefined()
  })

  it('still count after their slices are compacted', () => {
    const during = seen({ slices: 30, inSlice: () => groupsOf(10, sharedOutage) })
    const after = seen({ from: 30, slices: 200, inSlice: () => groupsOf(10) }, during)

    expect(verdictOn(after, 230).kind).not.toBe('faulty')
  })

  it('still explain the unpaired failures of the next seconds after their slices are compacted', () => {
    const unpaired = { started: 10, fault: 8, early: 8 }
    const inSlice = (slice: number): readonly Part[] => {
      if (slice < 10) return groupsOf(10, sharedOutage)
      return slice < 16 ? groupsOf(10, unpaired) : groupsOf(10)
    }

    expect(faultyAt({ slices: 260, inSlice })).toBeUndefined()
  })

  it('make a color faulty when the other color answers them', () => {
    const part = { started: 10, neutral: 1, concordant: 1, fault: 9, early: 7, discordant: 2 }

    expect(verdictOn(seen({ slices: 2, inSlice: () => groupsOf(10, part) }), 2).kind).toBe('faulty')
  })
})

describe('three pairs of one key that fail on both colors', () => {
  const shared = { caller: 9, started: 3, neutral: 3, concordant: 3 }

  it('do not explain cut streams', () => {
    const cut = groupsOf(5, { started: 2, fault: 2 })

    expect(faultyAt({ slices: 5, inSlice: () => [shared, ...cut] })).toBe(0)
  })

  it('do not explain the early failures of others', () => {
    const early = groupsOf(5, { started: 2, fault: 2, early: 2 })

    expect(faultyAt({ slices: 5, inSlice: () => [shared, ...early] })).toBe(0)
  })

  it('do not explain the early failures of others beside one pair that stable answers', () => {
    const early = groupsOf(5, { started: 2, fault: 2, early: 2 })
    const answered = { caller: 1, fault: 1, discordant: 1 }

    expect(faultyAt({ slices: 5, inSlice: () => [shared, answered, ...early] })).toBe(0)
  })

  it('do not hold the color', () => {
    const candidate = seen({ slices: 10, inSlice: () => [shared, ...groupsOf(5, { started: 5 })] })

    expect(verdictOn(candidate, 10)).toMatchObject({ hold: false })
  })
})
